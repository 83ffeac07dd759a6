import { expect } from 'chai'
import type { SourceValue } from '../expression/source-object.ts'
import { compileScope, InvalidScopingClause, SCOPING_OPERATORS } from './scoping-filter.ts'
import type { ScopingClause } from './synchronization-schema.ts'

const clause = (sourceOperandName: string, operatorName: string, ...values: string[]): ScopingClause => ({
  operatorName,
  sourceOperandName,
  targetOperand: { values },
})
const filter = (...groups: ScopingClause[][]) => ({ groups: groups.map((clauses) => ({ name: '', clauses })) })

const rows: readonly (readonly [operator: string, operand: string, value: SourceValue, isIn: boolean])[] = [
  ['EQUALS', 'sales', 'sales', true],
  ['EQUALS', 'sales', 'Sales', false],
  ['NOT EQUALS', 'sales', 'Sales', true],
  ['NOT EQUALS', 'sales', 'sales', false],
  ['IS TRUE', '', true, true],
  ['IS TRUE', '', 'True', true],
  ['IS TRUE', '', false, false],
  ['IS FALSE', '', false, true],
  ['IS FALSE', '', 'x', false],
  ['IS NOT NULL', '', 'x', true],
  ['IS NULL', '', 'x', false],
  ['REGEX MATCH', '.*\\@domain.com', 'jane@domain.com', true],
  ['REGEX MATCH', '.*\\@domain.com', 'jane@domain.com.evil', false],
  ['REGEX MATCH', '([1-9][0-9])', '42', true],
  ['REGEX MATCH', '([1-9][0-9])', '420', false],
  ['REGEX MATCH', '(1[0-9][0-9][0-9][0-9][0-9][0-9])', '1234567', true],
  ['REGEX MATCH', '^(?!guest).*$', 'guest1', false],
  ['REGEX MATCH', '^(?!guest).*$', 'jane', true],
  ['REGEX MATCH', 'a', 'A', false],
  ['NOT REGEX MATCH', '.*\\@domain.com', 'jane@other.com', true],
  ['NOT REGEX MATCH', '.*\\@domain.com', 'jane@domain.com', false],
  ['Greater_Than', '10', '11', true],
  ['Greater_Than', '10', 10, false],
  ['Greater_Than', '10', '9', false],
  ['Greater_Than', '10', '11.5', false],
  ['Greater_Than', '9007199254740993', '9007199254740994', true],
  ['Greater_Than_OR_EQUALS', '10', 10, true],
  ['Greater_Than_OR_EQUALS', '10', 'ten', false],
  ['Includes', 'York', 'New York', true],
  ['Includes', 'york', 'New York', false],
  ['ENDS_WITH', 'York', 'New York', true],
  ['ENDS WITH', 'New', 'New York', false],
  ['&', 'NY,CA', 'NY', true],
  ['&', 'NY,CA', 'WA', false],
  ['!&', 'NY,CA', 'WA', true],
  ['!&', 'NY,CA', 'CA', false],
]

describe('scoping filters', () => {
  for (const [operator, operand, value, isIn] of rows) {
    it(`${JSON.stringify(value)} ${operator} ${operand} is ${isIn}`, () => {
      expect(compileScope(filter([clause('x', operator, operand)]))({ x: value })).to.equal(isIn)
    })
  }

  it('matches a part of the value if the option says so', () => {
    const scope = filter([clause('x', 'REGEX MATCH', '[1-9][0-9]')])
    expect([compileScope(scope)({ x: '420' }), compileScope(scope, 'part')({ x: '420' })]).to.deep.equal([false, true])
  })

  it('tests every operator', () => {
    const tested = rows.map(([operator]) => operator.toUpperCase())
    expect(SCOPING_OPERATORS.filter((operator) => !tested.includes(operator))).to.deep.equal([])
  })

  for (const operator of SCOPING_OPERATORS) {
    it(`${operator} is ${operator === 'IS NULL'} for an absent, a null and an empty value`, () => {
      const isIn = compileScope(filter([clause('x', operator, '1')]))
      expect([{}, { x: null }, { x: '' }].map(isIn)).to.deep.equal(new Array(3).fill(operator === 'IS NULL'))
    })
  }

  it('requires all clauses of one filter, and one of several filters', () => {
    const isIn = compileScope(
      filter([clause('state', 'EQUALS', 'NY'), clause('jobTitle', 'IS NOT NULL')], [clause('state', 'EQUALS', 'CA')]),
    )
    expect(isIn({ state: 'NY', jobTitle: 'Engineer' })).to.equal(true)
    expect(isIn({ state: 'NY' })).to.equal(false)
    expect(isIn({ state: 'CA' })).to.equal(true)
  })

  it('matches all users without a filter', () => {
    expect([compileScope(null)({}), compileScope(filter())({})]).to.deep.equal([true, true])
  })

  it('is false for multi-valued attributes', () => {
    expect(compileScope(filter([clause('x', 'INCLUDES', 'a')]))({ x: ['a'] })).to.equal(false)
  })

  for (const [operator, operand, message] of [
    ['EQUAL', 'x', 'did you mean EQUALS?'],
    ['IsMemberOf', 'x', 'available: EQUALS'],
    ['REGEX MATCH', '(', 'missing closing )'],
    ['Greater_Than', 'ten', '"ten" is not an integer'],
  ] as const) {
    it(`rejects ${operator} ${operand}`, () => {
      expect(() => compileScope(filter([clause('x', operator, operand)]))).to.throw(InvalidScopingClause, message)
    })
  }
})

import { expect } from 'chai'
import { compile, evaluate } from './compile.ts'
import { DOCUMENTATION, DOCUMENTED_NOW, documentedExamples } from './documented-examples.ts'
import { ExpressionError } from './expression-error.ts'
import { functionTable } from './function-table.ts'
import { attributesOf } from './syntax-tree.ts'

describe(`examples of ${DOCUMENTATION}`, () => {
  for (const { expression, object, value } of documentedExamples) {
    const over = [...attributesOf(compile(expression).tree)].map((name) => `${name}=${JSON.stringify(object[name])}`)
    it(`${expression.replaceAll(/\s+/g, ' ')} ${over.join(' ')} gives ${JSON.stringify(value)}`, () => {
      expect(evaluate(expression, object, { now: () => DOCUMENTED_NOW })).to.deep.equal(value)
    })
  }

  for (const expression of [
    'IIF([country]="","Other",[country])',
    'IIF(IsNullOrEmpty([country]),"Other",[country])',
    'IIF(IsPresent([country]),[country],"Other")',
  ]) {
    it(`${expression} fails on an empty country, as the page warns`, () => {
      expect(() => evaluate(expression, {}))
        .to.throw(ExpressionError)
        .with.property('code', 'condition-on-empty')
    })
  }

  it('RandomString(6,3,0,0,3) has three digits and three small letters', () => {
    const value = String(evaluate('RandomString(6,3,0,0,3)', {}))
    expect([...value].sort().join('')).to.match(/^[0-9]{3}[a-z]{3}$/)
  })

  it('RandomString(10,2,2,2,1,"?,") respects its minimum numbers and the characters to avoid', () => {
    const value = String(evaluate('RandomString(10,2,2,2,1,"?,")', {}))
    expect(value)
      .to.have.lengthOf(10)
      .and.to.match(/^[^?,]+$/)
    for (const [kind, minimum] of [
      [/[0-9]/g, 2],
      [/[^0-9A-Za-z]/g, 2],
      [/[A-Z]/g, 2],
      [/[a-z]/g, 1],
    ] as const) {
      expect(value.match(kind)?.length ?? 0).to.be.at.least(minimum)
    }
  })

  it('Guid() is a random GUID', () => {
    expect(evaluate('Guid()', {})).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('use every function of the page', () => {
    const elsewhere = [
      'AppRoleAssignmentsComplex',
      'AssertiveAppRoleAssignmentsComplex',
      'SingleAppRoleAssignment',
      'AppRoleAssignments',
      'DefaultDomain',
      'Guid',
      'RandomString',
      'IsString',
      'ToUpper',
    ]
    const text = documentedExamples.map(({ expression }) => expression).join(' ')
    const unused = [...functionTable.keys()].filter((name) => !text.includes(`${name}(`) && !elsewhere.includes(name))
    expect(unused).to.deep.equal([])
  })
})

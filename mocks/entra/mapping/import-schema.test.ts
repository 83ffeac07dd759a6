import { expect } from 'chai'
import fc from 'fast-check'
import type { JsonValue } from '../../protocol/index.ts'
import { documentedExamples } from '../expression/documented-examples.ts'
import defaultJson from '../schemas/default.json' with { type: 'json' }
import jumpCloudJson from '../schemas/jumpcloud.json' with { type: 'json' }
import { exportSynchronizationSchema } from './export-schema.ts'
import { importSynchronizationSchema } from './import-schema.ts'
import { InvalidSynchronizationSchema } from './invalid-schema.ts'
import { sourceOf } from './source-tree.ts'

const row = (targetAttributeName: string, expression: string, matchingPriority = 0) => ({
  targetAttributeName,
  matchingPriority,
  source: { expression },
})

const schemaOf = (...attributeMappings: object[]) => ({
  synchronizationRules: [
    { name: 'USER_OUTBOUND_USER', objectMappings: [{ name: 'Users', targetObjectName: 'User', attributeMappings }] },
  ],
})

function problemsOf(schema: object | string): readonly string[] {
  try {
    importSynchronizationSchema(typeof schema === 'string' ? schema : JSON.stringify(schema))
    return []
  } catch (error) {
    if (error instanceof InvalidSynchronizationSchema) return error.problems
    throw error
  }
}

describe('import of a synchronization schema', () => {
  for (const [name, json] of [
    ['default', defaultJson],
    ['jumpcloud', jumpCloudJson],
  ] as const) {
    it(`the export of ${name}.json is equal to the file`, () => {
      expect(JSON.parse(exportSynchronizationSchema(importSynchronizationSchema(json as JsonValue)))).to.deep.equal(
        json,
      )
    })
  }

  const plain = schemaOf(row('userName', '[a]', 1))
  const pascal = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(pascal)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, of]) => [name.charAt(0).toUpperCase() + name.slice(1), pascal(of)]),
    )
  }
  const template = (id: string, schema: object = plain) => ({ id, factoryTag: 'x', schema })
  const WRAPPED: Readonly<Record<string, unknown>> = {
    "Graph's list of templates": { '@odata.context': 'x', value: [template('aWSSingleSignon')] },
    'one template': template('scim'),
    'a list of templates, one of which is empty': {
      value: [template('other', { synchronizationRules: [] }), template('x')],
    },
    'a list of templates, from which scim is chosen': {
      value: [template('customappsso', schemaOf()), template('scim')],
    },
    'a list of one': [plain],
    PowerShell: pascal(plain),
    "PowerShell's list of templates": pascal([template('x')]),
    "PowerShell's page of templates": pascal({ value: [template('x')] }),
  }
  for (const [name, json] of Object.entries(WRAPPED))
    it(`reads the schema from ${name}, with a byte order mark`, () => {
      const { synchronizationRules } = importSynchronizationSchema(`\uFEFF${JSON.stringify(json)}`)
      expect(synchronizationRules).to.deep.equal(importSynchronizationSchema(plain as JsonValue).synchronizationRules)
    })

  for (const [what, json, problem] of [
    ['several templates', { value: [template('a'), template('b')] }, 'it has 2 schemas (a, b); save the one'],
    ['a file that PowerShell cut off', pascal({ id: 'x', synchronizationRules: ['@{Id=r1; Name=x}'] }), '-Depth 20'],
    [
      'a template that PowerShell cut off',
      pascal({ id: 'x', schema: 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphSynchronizationSchema' }),
      '-Depth 20',
    ],
    [
      'a list of templates without rules',
      { value: [template('a', { synchronizationRules: [] })] },
      'no synchronizationRules',
    ],
  ] as const)
    it(`rejects ${what} with a remedy`, () => {
      expect(problemsOf(json as object).join()).to.include(problem)
    })

  it('preserves unknown members through import, export and import', () => {
    const schema = {
      ...schemaOf({ ...row('userName', '[a]', 1), flowNullValues: false }),
      provisioningTaskIdentifier: 'AD2AADProvisioning.x',
    }
    const once = importSynchronizationSchema(JSON.stringify(schema))
    const twice = importSynchronizationSchema(exportSynchronizationSchema(once))
    expect(twice).to.deep.include({ provisioningTaskIdentifier: 'AD2AADProvisioning.x' })
    expect(JSON.stringify(twice)).to.include('"flowNullValues":false')
    expect(importSynchronizationSchema(exportSynchronizationSchema(twice))).to.deep.equal(twice)
  })

  it('evaluates the expression, not the tree, and exports a tree that agrees', () => {
    const wrong = { expression: '[right]', name: 'wrong', type: 'Attribute', parameters: [] }
    const schema = importSynchronizationSchema(JSON.stringify(schemaOf({ ...row('userName', '', 1), source: wrong })))
    expect(exportSynchronizationSchema(schema)).to.include('"name": "right"').and.not.to.include('wrong')
  })

  it('writes a tree for every documented example', () => {
    for (const { expression } of documentedExamples) {
      const source = sourceOf(expression)
      expect(source.expression).to.equal(expression)
      expect(source.parameters.map(({ key }) => key)).to.satisfy(
        (keys: string[]) => new Set(keys).size === keys.length && !keys.includes(''),
      )
    }
  })

  it('names the parameters as in the signature', () => {
    const keys = (expression: string): string[] => sourceOf(expression).parameters.map(({ key }) => key)
    expect(keys('Mid([a], 1, 2)')).to.deep.equal(['source', 'start', 'length'])
    expect(keys('Switch([a], , "1", "2", "3", "4", "5", "6")')).to.deep.equal([
      'source',
      'defaultValue',
      'key1',
      'value1',
      'key2',
      'value2',
      'key3',
      'value3',
    ])
    expect(keys('Join(" ", [a], [b], [c])')).to.deep.equal(['separator', 'source1', 'source2', 'source3'])
  })

  it('names every problem at once, by rule, mapping and row', () => {
    const problems = problemsOf(
      schemaOf(row('userName', '[a', 1), row('externalId', 'Foo([a])', 1), row('emails[type=work]', '[mail]'), {
        ...row('title', '[t]'),
        flowType: 'Sometimes',
      }),
    )
    expect(problems).to.have.lengthOf(5)
    const [first = ''] = problems
    expect(first).to.match(/^USER_OUTBOUND_USER › Users › row 1 \(userName\): unterminated attribute/)
    expect(problems.join('\n'))
      .to.include('row 2 (externalId): unknown function Foo')
      .and.to.include('"emails[type=work]" is not a target attribute')
      .and.to.include('the flowType "Sometimes" must be one of Always')
      .and.to.include('userName and externalId share the matching precedence 1')
  })

  for (const [name, schema, problem] of [
    ['a string that is not JSON', '{', 'it is not JSON'],
    ['JSON without rules', '{}', 'Review your schema'],
    ['a schema without object mappings', { synchronizationRules: [{}] }, 'no rule has an object mapping'],
    ['no matching attribute', schemaOf(row('userName', '[a]')), 'no row has a matchingPriority'],
    [
      'an unknown target type',
      { synchronizationRules: [{ objectMappings: [{ targetObjectName: 'Device', enabled: false }] }] },
      '"Device" is neither a user nor a group',
    ],
    [
      'SelectUniqueValue on a matching attribute',
      schemaOf(row('userName', 'SelectUniqueValue([a], [b])', 1)),
      'cannot take its value from SelectUniqueValue',
    ],
    [
      'SelectUniqueValue inside another function',
      schemaOf(row('userName', 'ToLower(SelectUniqueValue([a], [b]))', 1)),
      'must be the outermost function',
    ],
    ['a row that is not an object', schemaOf(row('userName', '[a]', 1), ['x']), '1 of its rows are not objects'],
  ] as const) {
    it(`rejects ${name}`, () => {
      expect(problemsOf(schema).join('\n')).to.include(problem)
    })
  }

  it('names the clause of a scope that cannot be evaluated', () => {
    const scope = { groups: [{ name: 'NY', clauses: [{ operatorName: 'EQUALZ', sourceOperandName: 'state' }] }] }
    const objectMappings = [
      { name: 'Users', targetObjectName: 'User', scope, attributeMappings: [row('userName', '[a]', 1)] },
    ]
    expect(problemsOf({ synchronizationRules: [{ name: 'R', objectMappings }] })).to.deep.equal([
      'R › Users › scope NY › clause 1: unknown scoping operator "EQUALZ"; did you mean EQUALS?',
    ])
  })

  it('throws only InvalidSynchronizationSchema for any JSON', () => {
    const key = fc.constantFrom(
      'synchronizationRules',
      'objectMappings',
      'attributeMappings',
      'source',
      'scope',
      'groups',
      'clauses',
      'expression',
      'targetOperand',
      'values',
      'matchingPriority',
      'targetObjectName',
      '__proto__',
    )
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 12 },
        fc.constantFrom(null, true, 1, '', 'User', '[a]', 'Switch('),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(key, tie('json'), { maxKeys: 6 }),
      ),
    }))
    const schema = fc.oneof(
      json,
      fc.record({ synchronizationRules: fc.array(fc.record({ objectMappings: fc.array(json) })) }),
    )
    fc.assert(fc.property(schema, (any) => void problemsOf(JSON.stringify(any))))
  })
})

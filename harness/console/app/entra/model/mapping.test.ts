import { expect } from 'chai'
import fc from 'fast-check'
import type { Json, JsonObject } from '../graph/types.ts'
import {
  ACTIONS,
  expressionOf,
  freePrecedence,
  hasFlow,
  MAPPING_TYPES,
  type MappingRow,
  mappingAt,
  mappingsOf,
  NEW_ATTRIBUTE,
  rowOf,
  rowsOf,
  sourceAs,
  withAttribute,
  withFlow,
  withMapping,
  withoutAttribute,
  withRow,
} from './mapping.ts'

const json = fc.jsonValue() as fc.Arbitrary<Json>
/** An object with known members of any type, or none, and unknown ones. */
const objectWith = (known: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(
      fc.dictionary(fc.string({ minLength: 1 }), json, { maxKeys: 3, noNullPrototype: true }),
      fc.record(
        Object.fromEntries(
          Object.entries(known).map(([name, value]) => [name, fc.oneof({ weight: 4, arbitrary: value }, json)]),
        ),
        { requiredKeys: [], noNullPrototype: true },
      ),
    )
    .map(([unknown, members]) => ({ ...unknown, ...members }) as JsonObject)
const listOf = (object: fc.Arbitrary<JsonObject>): fc.Arbitrary<Json> =>
  fc.array(fc.oneof({ weight: 5, arbitrary: object }, json), { maxLength: 4 })

const source = objectWith({
  expression: fc.constantFrom('[mail]', '"x"', 'Join("", [a], [b])', '"a\\"b"'),
  name: fc.string(),
  type: fc.constantFrom('Attribute', 'Constant', 'Function'),
  parameters: fc.constant([]),
})
const attribute = objectWith({
  source,
  targetAttributeName: fc.constantFrom('userName', 'title'),
  defaultValue: fc.oneof(fc.constant(null), fc.string()),
  flowType: fc.constantFrom('Always', 'ObjectAddOnly'),
  matchingPriority: fc.nat(3),
})
const mapping = objectWith({
  name: fc.string(),
  enabled: fc.boolean(),
  flowTypes: fc.constantFrom('Add, Update, Delete', 'Add', ''),
  targetObjectName: fc.constantFrom('User', 'Group'),
  attributeMappings: listOf(attribute),
})
const schema = objectWith({ synchronizationRules: listOf(objectWith({ objectMappings: listOf(mapping) })) })
const row: fc.Arbitrary<MappingRow> = fc.record({
  type: fc.constantFrom(...MAPPING_TYPES),
  source: fc.string(),
  target: fc.string({ minLength: 1 }),
  matchingPrecedence: fc.nat(5),
  apply: fc.constantFrom('Always', 'ObjectAddOnly'),
  defaultValue: fc.string(),
})

/** The members that the table shows. */
const SHOWN = ['source', 'targetAttributeName', 'defaultValue', 'flowType', 'matchingPriority']
const unknownMembers = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !SHOWN.includes(name)))

describe('an object mapping as a table', () => {
  it('is saved unchanged without edits, for any schema', () => {
    fc.assert(
      fc.property(schema, (given) => {
        for (const { place } of mappingsOf(given)) {
          const found = mappingAt(given, place) ?? {}
          expect(withMapping(given, place, found)).to.deep.equal(given)
          for (const [index, shown] of rowsOf(found).entries()) {
            const before = (found['attributeMappings'] as readonly Json[]).filter(
              (one): one is JsonObject => one !== null && typeof one === 'object' && !Array.isArray(one),
            )[index]
            if (before === undefined) throw new Error('a row without an attribute mapping')
            const after = withRow(before, shown, { expression: 'not used' })
            expect(withMapping(given, place, withAttribute(found, index, after))).to.deep.equal(given)
          }
        }
      }),
    )
  })

  it('preserves every member that it does not show, and saves the edits', () => {
    fc.assert(
      fc.property(attribute, row, (before, edited) => {
        const expression = expressionOf(edited)
        const type = { Direct: 'Attribute', Constant: 'Constant', Expression: 'Function', None: '' }[edited.type]
        const tree = expression === undefined ? undefined : { expression, name: edited.source, type, parameters: [] }
        const after = withRow(before, edited, tree)
        expect(unknownMembers(after)).to.deep.equal(unknownMembers(before))
        const shown = rowOf(after)
        expect({ ...shown, source: '', type: '' }).to.deep.equal({ ...edited, source: '', type: '' })
        if (edited.type === 'None') expect(shown).to.include({ type: 'None' })
        if (edited.type === 'Constant' || edited.type === 'Expression')
          expect(shown).to.include({ type: edited.type, source: edited.source })
        if (edited.type === 'Direct' && /^[^[\]]+$/.test(edited.source))
          expect(shown).to.include({ type: 'Direct', source: edited.source })
      }),
    )
  })

  it('changes one row and no other row of any mapping', () => {
    const rows = [
      { targetAttributeName: 'userName', source: null, custom: 1 },
      { targetAttributeName: 'title', source: null, custom: 2 },
    ]
    const given: JsonObject = { name: 'Users', attributeMappings: rows, metadata: [{ key: 'a', value: 'b' }] }
    expect(withoutAttribute(given, 0)).to.deep.equal({ ...given, attributeMappings: [rows[1]] })
    expect(withAttribute(given, 9, NEW_ATTRIBUTE)).to.deep.equal({
      ...given,
      attributeMappings: [...rows, NEW_ATTRIBUTE],
    })
  })

  it('lists the mapping of groups before that of users', () => {
    const names = mappingsOf({
      synchronizationRules: [
        {
          id: 'r',
          objectMappings: [
            { name: 'Users', targetObjectName: 'urn:User' },
            { name: 'Groups', targetObjectName: 'urn:Group', enabled: false },
          ],
        },
      ],
    })
    expect(names.map(({ name, isEnabled, place }) => [name, isEnabled, place.mapping])).to.deep.equal([
      ['Groups', false, 1],
      ['Users', true, 0],
    ])
  })

  it('adds and removes target object actions in the order of Graph, and preserves unknown ones', () => {
    fc.assert(
      fc.property(
        fc.subarray(ACTIONS.map(({ flow }) => flow)),
        fc.constantFrom('Add', 'Update', 'Delete'),
        (on, flow) => {
          const given = { flowTypes: ['Merge', ...on].join(', ') }
          for (const isOn of [true, false]) {
            const changed = withFlow(given, flow, isOn)
            expect(hasFlow(changed, flow)).to.equal(isOn)
            expect(hasFlow(changed, 'Merge')).to.equal(true)
          }
        },
      ),
    )
    expect(withFlow({ flowTypes: 'Delete, Add' }, 'Update', true)['flowTypes']).to.equal('Add, Update, Delete')
  })

  it('preserves a source when the mapping type changes, if it has a meaning there', () => {
    expect(sourceAs('Expression', { type: 'Direct', source: 'mail' })).to.equal('[mail]')
    expect(sourceAs('Direct', { type: 'Expression', source: '[mail]' })).to.equal('mail')
    expect(sourceAs('Direct', { type: 'Expression', source: 'Trim([mail])' })).to.equal('')
    expect(sourceAs('Expression', { type: 'Constant', source: 'say "hi"' })).to.equal('"say \\"hi\\""')
    expect(sourceAs('Constant', { type: 'Direct', source: 'mail' })).to.equal('')
  })

  it('proposes the lowest free matching precedence', () => {
    const given = { attributeMappings: [{ matchingPriority: 1 }, { matchingPriority: 3 }, { matchingPriority: 0 }] }
    expect(freePrecedence(given)).to.equal(2)
  })
})

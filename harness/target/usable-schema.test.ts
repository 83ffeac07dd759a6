import { expect } from 'chai'
import fc from 'fast-check'
import type { AttributeDefinition, JsonObject } from '../../mocks/protocol/index.ts'
import { usableSchema } from './usable-schema.ts'

const onlyAttribute = (definition: JsonObject): AttributeDefinition | undefined =>
  usableSchema({ id: 'urn:x', attributes: [definition] })?.attributes[0]

describe('a usable schema', () => {
  it('is the received schema unchanged, if its lists are lists', () => {
    const schema = {
      id: 'urn:x',
      attributes: [
        { name: 'a', type: 'reference', referenceTypes: ['User'], canonicalValues: ['x'] },
        { name: 'b', subAttributes: [{ name: 'c', required: true }] },
      ],
    }
    expect(usableSchema(schema)).to.deep.equal(schema)
  })

  it('has lists of strings and of objects in place of wrong values', () => {
    expect(onlyAttribute({ name: 'a', referenceTypes: 'User', canonicalValues: 7 })).to.deep.equal({
      name: 'a',
      referenceTypes: ['User'],
      canonicalValues: [],
    })
    expect(onlyAttribute({ name: 'a', subAttributes: ['b', { name: 'c', canonicalValues: [1, 'x'] }] })).to.deep.equal({
      name: 'a',
      subAttributes: [{ name: 'c', canonicalValues: ['x'] }],
    })
  })

  it('has only attributes with a name', () => {
    expect(usableSchema({ id: 'urn:x', attributes: [{ name: 7 }, { name: 'a' }, {}] })?.attributes).to.deep.equal([
      { name: 'a' },
    ])
    expect(usableSchema({ id: 'urn:x', attributes: [] })?.attributes).to.deep.equal([])
    expect(usableSchema({ id: 'urn:x', attributes: [{ name: null }] })).to.equal(undefined)
  })

  it('is undefined without an id and attributes', () => {
    expect(usableSchema({ attributes: [] })).to.equal(undefined)
    expect(usableSchema({ id: 'urn:x', attributes: 'none' })).to.equal(undefined)
  })

  it('has lists wherever a caller expects them, for any document', () => {
    const lists = ['canonicalValues', 'referenceTypes', 'subAttributes'] as const
    const fits = (definition: AttributeDefinition): boolean =>
      typeof definition.name === 'string' &&
      lists.every((name) => definition[name] === undefined || Array.isArray(definition[name])) &&
      (definition.subAttributes ?? []).every(fits)
    const definition = fc.record(
      {
        name: fc.jsonValue(),
        canonicalValues: fc.jsonValue(),
        referenceTypes: fc.jsonValue(),
        subAttributes: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(definition, fc.jsonValue())), (attributes) => {
        const usable = usableSchema({ id: 'urn:x', attributes } as JsonObject)
        expect(usable?.attributes.every(fits) ?? true).to.equal(true)
      }),
    )
  })
})

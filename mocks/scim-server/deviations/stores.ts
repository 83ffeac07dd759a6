import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import type { ResourceStore } from '../store/resource-store.ts'
import type { Deviation } from './deviation.ts'

/** Creates a store with some changed methods; the correct store provides the others. */
export function storeWith(change: (correct: ResourceStore) => Partial<ResourceStore>): NonNullable<Deviation['store']> {
  return (correct) => ({
    insert: (type, resource) => correct.insert(type, resource),
    get: (type, id) => correct.get(type, id),
    find: (type, equality) => correct.find(type, equality),
    update: (type, id, next) => correct.update(type, id, next),
    remove: (type, id, check) => correct.remove(type, id, check),
    containing: async (type, id) => (await correct.containing?.(type, id)) ?? [],
    ...change(correct),
  })
}

/** Returns a resource type with changed characteristics of one attribute, its own or one of an extension. */
export function typeWith(type: ResourceType, name: string, change: Partial<Attribute>): ResourceType {
  const within = (attributes: ReadonlyMap<string, Attribute>): ReadonlyMap<string, Attribute> => {
    const attribute = attributes.get(name.toLowerCase())
    return attribute === undefined
      ? attributes
      : new Map(attributes).set(name.toLowerCase(), { ...attribute, ...change })
  }
  const extensions = [...type.extensions].map(
    ([urn, extension]) => [urn, { ...extension, attributes: within(extension.attributes) }] as const,
  )
  return { ...type, attributes: within(type.attributes), extensions: new Map(extensions) }
}

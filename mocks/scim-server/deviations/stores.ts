import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import type { ResourceStore } from '../store/resource-store.ts'
import type { Deviation } from './deviation.ts'

/** Creates a store with some changed methods; the correct store provides the others. */
export function storeWith(change: (right: ResourceStore) => Partial<ResourceStore>): NonNullable<Deviation['store']> {
  return (right) => ({
    insert: (type, resource) => right.insert(type, resource),
    get: (type, id) => right.get(type, id),
    find: (type, equality) => right.find(type, equality),
    update: (type, id, next) => right.update(type, id, next),
    remove: (type, id, check) => right.remove(type, id, check),
    containing: async (type, id) => (await right.containing?.(type, id)) ?? [],
    ...change(right),
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

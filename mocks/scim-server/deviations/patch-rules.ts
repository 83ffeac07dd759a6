import { isJsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import { applying, type Listed, listOf } from './applying.ts'
import type { Deviation } from './deviation.ts'
import { operationsOf, pathOf } from './message-parts.ts'
import { isPatch } from './request-conditions.ts'
import { operations, refusing, succeeding } from './rewriters.ts'

/** Makes immutable attributes of extensions writable. */
function withoutImmutables(type: ResourceType): ResourceType {
  const freed = (attributes: ReadonlyMap<string, Attribute>): Map<string, Attribute> =>
    new Map(
      [...attributes].map(([name, one]) => [
        name,
        one.mutability === 'immutable' ? { ...one, mutability: 'readWrite' } : one,
      ]),
    )
  const extensions = [...type.extensions].map(
    ([urn, extension]) => [urn, { ...extension, attributes: freed(extension.attributes) }] as const,
  )
  return { ...type, extensions: new Map(extensions) }
}

/** The member that passes a requested `meta.created` from one rule of the engine to the next. */
const CREATED = 'requested-created'

/** Deviations from the rules for every operation of a PATCH (RFC 7644 §3.5.2). */
export const patchRuleDeviations: readonly Deviation[] = [
  {
    name: 'patch-backwards',
    says: 'the operations of a PATCH are applied from the last to the first',
    caughtBy: ['scim.patch.in-order', 'scim.patch.remove-then-add-members'],
    engine: applying((correct, attributes, listed, context) => correct(attributes, listed.toReversed(), context)),
  },
  {
    name: 'patch-two-primaries',
    says: 'if PATCH makes an element primary, the other one stays primary',
    caughtBy: ['scim.patch.primary-moves', 'scim.patch.replace-primary'],
    engine: applying((correct, attributes, listed, context) => {
      const next = correct(attributes, listed, context)
      const stillPrimary = (name: string): JsonValue[] =>
        listOf(next, name).map((element) => {
          const was = listOf(attributes, name).find(
            (one) => isJsonObject(one) && isJsonObject(element) && one['type'] === element['type'],
          )
          return isJsonObject(was) && was['primary'] === true && isJsonObject(element)
            ? { ...element, primary: true }
            : element
        })
      const lists = Object.keys(next).filter((name) => Array.isArray(next[name]))
      return { ...next, ...Object.fromEntries(lists.map((name) => [name, stillPrimary(name)])) }
    }),
  },
  {
    name: 'patch-attributes-ignored',
    says: 'PATCH with attributes returns 204',
    caughtBy: ['scim.patch.attributes-parameter'],
    around: succeeding(isPatch, ({ headers }) => ({ status: 204, headers })),
  },
  {
    name: 'patch-read-only-ignored',
    says: 'PATCH of a readOnly attribute changes nothing, and succeeds',
    caughtBy: ['scim.patch.read-only'],
    around: operations((operation) => (/^(?:id|meta|groups)\b/.test(pathOf(operation)) ? [] : operation)),
  },
  {
    name: 'patch-created-changes',
    says: 'PATCH of meta.created changes it',
    caughtBy: ['scim.patch.read-only'],
    engine: ({ applyOperations, composeNext }) => ({
      applyOperations: (attributes, listed, context) => {
        const isCreatedChange = ({ path }: Listed[number]): boolean => path === 'meta.created'
        const rest = listed.filter((operation) => !isCreatedChange(operation))
        const [requested] = listed.filter(isCreatedChange).map(({ value }) => value)
        const next = applyOperations(attributes, rest, context)
        return requested === undefined ? next : { ...next, [CREATED]: requested }
      },
      composeNext: (current, { [CREATED]: created, ...attributes }, type, now) => {
        const next = composeNext(current, attributes, type, now)
        return created === undefined ? next : { ...next, meta: { ...next.meta, created: String(created) } }
      },
    }),
  },
  {
    name: 'patch-immutable-refused',
    says: 'PATCH rejects even the first value of an immutable attribute',
    caughtBy: ['scim.patch.immutable'],
    around: refusing(
      (request) => isPatch(request) && operationsOf(request).some((one) => pathOf(one).endsWith('badgeNumber')),
      400,
      'badgeNumber is immutable',
      { scimType: 'mutability' },
    ),
  },
  {
    name: 'patch-immutable-changes',
    says: 'PATCH changes an immutable attribute that has a value',
    caughtBy: ['scim.patch.immutable'],
    engine: applying((correct, attributes, listed, context) =>
      correct(attributes, listed, { ...context, type: withoutImmutables(context.type) }),
    ),
  },
  {
    name: 'patch-wrong-type-ignored',
    says: 'an object for a boolean changes nothing, and the PATCH succeeds',
    caughtBy: ['scim.patch.unfit-value'],
    around: operations((operation) =>
      pathOf(operation) === 'active' && isJsonObject(operation['value']) ? [] : operation,
    ),
  },
  {
    name: 'patch-schemas-stay',
    says: 'a PATCH that adds an extension does not change schemas',
    caughtBy: ['scim.patch.extension-listed', 'scim.patch.schemas-added'],
    engine: ({ composeNext }) => ({
      composeNext: (current, ...rest) => {
        const next = composeNext(current, ...rest)
        return next === current ? next : { ...next, ...(current.schemas && { schemas: current.schemas }) }
      },
    }),
  },
  {
    name: 'patch-no-change-counts',
    says: 'a PATCH that changes nothing changes meta.lastModified',
    caughtBy: ['scim.patch.add-of-present'],
    engine: ({ composeNext }) => ({
      composeNext: (current, attributes, type, now) => {
        const next = composeNext(current, attributes, type, now)
        return { ...next, meta: { ...next.meta, lastModified: now } }
      },
    }),
  },
  {
    name: 'unknown-path-stored',
    says: 'PATCH stores an attribute that no schema declares, and the server returns it',
    caughtBy: ['scim.patch.undeclared-attribute'],
    engine: (correct) => ({
      applyOperations: (attributes, listed, context) => {
        const isUndeclared = ({ path = '' }: Listed[number]): boolean =>
          /^\w+$/.test(path) && !context.type.attributes.has(path.toLowerCase())
        const undeclared = listed.filter(isUndeclared).map(({ path, value }) => [path, value])
        const known = listed.filter((operation) => !isUndeclared(operation))
        return { ...correct.applyOperations(attributes, known, context), ...Object.fromEntries(undeclared) }
      },
      project: (resource, projection) => {
        const { attributes, extensions } = projection.type
        const undeclared = Object.entries(resource).filter(
          ([name]) => !attributes.has(name.toLowerCase()) && !extensions.has(name.toLowerCase()),
        )
        return { ...correct.project(resource, projection), ...Object.fromEntries(undeclared) }
      },
    }),
  },
]

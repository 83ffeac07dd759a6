import { GROUP_SCHEMA, isJsonObject, type JsonValue } from '../../protocol/index.ts'
import { both, isGroup, isPatch, operations, opOf, pathOf } from './around.ts'
import type { Deviation } from './deviation.ts'

const groupPatch = both(isGroup, isPatch)

/** Wrong ways with members of groups (RFC 7643 §4.2). */
export const memberDeviations: readonly Deviation[] = [
  {
    name: 'members-doubled',
    says: 'a member who is added again is listed twice',
    caughtBy: ['scim.patch.repeated-member'],
    engine: ({ applyOperations }) => ({
      applyOperations: (attributes, listed, context) => {
        const next = applyOperations(attributes, listed, context)
        if (context.type.schema !== GROUP_SCHEMA) return next
        const again = listed.flatMap(({ op, path, value }): JsonValue[] =>
          op === 'add' && path?.toLowerCase() === 'members' && Array.isArray(value) ? value : [],
        )
        const before = Array.isArray(attributes['members']) ? attributes['members'].filter(isJsonObject) : []
        const doubled = again.filter((one) => isJsonObject(one) && before.some(({ value }) => value === one['value']))
        const members = Array.isArray(next['members']) ? next['members'] : []
        return doubled.length === 0 ? next : { ...next, members: [...members, ...doubled] }
      },
    }),
  },
  {
    name: 'add-replaces-members',
    says: 'add of members replaces those that stood there',
    source: 'https://github.com/grokability/snipe-it/issues/19096',
    caughtBy: [],
    around: operations(
      (operation) =>
        opOf(operation) === 'add' && pathOf(operation).toLowerCase() === 'members'
          ? { ...operation, op: 'replace' }
          : operation,
      groupPatch,
    ),
  },
  {
    name: 'remove-one-member-removes-all',
    says: 'removal of one member removes all',
    source: 'https://github.com/simpleidserver/SimpleIdServer/issues/164',
    caughtBy: ['scim.patch.remove-member-by-filter'],
    around: operations(
      (operation) => (opOf(operation) === 'remove' ? { op: 'remove', path: 'members' } : operation),
      groupPatch,
    ),
  },
  {
    name: 'remove-member-by-filter-ignored',
    says: 'removal of a member by a value filter does nothing',
    caughtBy: ['scim.patch.remove-member-by-filter'],
    around: operations(
      (operation) => (opOf(operation) === 'remove' && pathOf(operation).includes('[') ? [] : operation),
      groupPatch,
    ),
  },
]

import { setTimeout } from 'node:timers/promises'
import { GROUP_SCHEMA, isJsonObject, type JsonValue } from '../../protocol/index.ts'
import { ScimError } from '../scim-error.ts'
import {
  both,
  isCreate,
  isGroup,
  isPatch,
  isPut,
  isQuery,
  operations,
  operationsOf,
  opOf,
  pathOf,
  resources,
  sending,
  without,
} from './around.ts'
import type { Deviation } from './deviation.ts'
import { storeWith } from './stores.ts'

const groupPatch = both(isGroup, isPatch)

/** Milliseconds between reading and writing, in which another request comes between. */
const PAUSE = 20

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
    caughtBy: ['entra.group.members-added'],
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
  {
    name: 'remove-by-value-refused',
    says: 'remove of members with a list of values is refused, since remove takes no value',
    source: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/167',
    caughtBy: ['entra.group.members-removed'],
    leniency: { removeByValue: false },
  },
  {
    name: 'remove-by-value-ignored',
    says: 'remove of members with a list of values answers success and removes nobody',
    source: 'https://github.com/thomaspoignant/scim-patch/issues/959',
    caughtBy: ['entra.group.members-removed'],
    around: operations(
      (operation) => (opOf(operation) === 'remove' && operation['value'] !== undefined ? [] : operation),
      groupPatch,
    ),
  },
  {
    name: 'members-ignored-on-create',
    says: 'a Group is created without the members of the body',
    source: 'https://github.com/ory/polis/issues/3136',
    caughtBy: ['scim.filter.groups'],
    around: sending(both(isGroup, isCreate), (body) => without(body, 'members')),
  },
  {
    name: 'put-keeps-one-member',
    says: 'PUT of a Group keeps the first of several members alone',
    source: 'https://github.com/simpleidserver/SimpleIdServer/issues/34',
    caughtBy: [],
    around: sending(both(isGroup, isPut), (body) =>
      Array.isArray(body['members']) ? { ...body, members: body['members'].slice(0, 1) } : body,
    ),
  },
  {
    name: 'remove-of-gone-member-refused',
    says: 'removal of a member who is none any more is refused',
    source: 'https://github.com/Infisical/infisical/pull/6471',
    caughtBy: ['entra.group.absent-member-removed'],
    around: async (request, serve) => {
      if (!groupPatch(request)) return serve(request)
      const before = await serve({ ...request, method: 'GET' })
      const leaving = operationsOf(request)
        .filter((one) => opOf(one) === 'remove')
        .flatMap((one) => JSON.stringify([one['path'], one['value']]).match(/[\da-f]{8}-[-\da-f]{27}/gi) ?? [])
      const members = JSON.stringify(isJsonObject(before.body) ? (before.body['members'] ?? []) : [])
      if (leaving.some((id) => !members.includes(id))) throw new ScimError(404, 'the user is no member of the group')
      return serve(request)
    },
  },
  {
    name: 'members-not-in-lists',
    says: 'a list of groups has no members, even if they are asked for',
    source: 'https://github.com/graphql-hive/console/issues/8352',
    caughtBy: ['entra.group.members-listed'],
    around: resources(both(isGroup, isQuery), (group) => without(group, 'members')),
  },
  {
    name: 'member-value-is-number',
    says: 'value of a member is a number',
    source: 'https://github.com/goauthentik/authentik/issues/15533',
    caughtBy: ['scim.patch.repeated-member', 'scim.patch.remove-member-by-filter'],
    around: resources(isGroup, (group) =>
      Array.isArray(group['members'])
        ? {
            ...group,
            members: group['members'].map((one) =>
              isJsonObject(one) ? { ...one, value: Number.parseInt(String(one['value']), 16) } : one,
            ),
          }
        : group,
    ),
  },
  {
    name: 'parallel-adds-overwrite',
    says: 'two PATCHes of one group at a time: the last writer wins, and the member of the other is lost',
    source: 'https://github.com/scimmyjs/scimmy/issues/79',
    alsoSeen: ['https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/646'],
    caughtBy: ['entra.group.members-at-once'],
    store: storeWith((right) => ({
      update: async (type, id, change) => {
        const stale = await right.get(type, id)
        if (type.name !== 'Group' || stale === undefined) return right.update(type, id, change)
        const next = change(stale)
        await setTimeout(PAUSE)
        return right.update(type, id, () => next)
      },
    })),
  },
]

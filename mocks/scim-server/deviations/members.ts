import { setTimeout } from 'node:timers/promises'
import { GROUP_SCHEMA, isJsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../protocol/index.ts'
import type { ScimRequest } from '../wire/message.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { operationsOf, opOf, pathOf, without } from './message-parts.ts'
import { both, isCreate, isGroup, isPatch, isPut, isQuery, isUser, on } from './request-conditions.ts'
import { bodies, operations, refusing, resources, sending } from './rewriters.ts'
import { storeWith } from './stores.ts'

const groupPatch = both(isGroup, isPatch)

/** The time between reading and writing in milliseconds, during which another request can arrive. */
const PAUSE = 20

/** Deviations in members of groups (RFC 7643 §4.2). */
export const memberDeviations: readonly Deviation[] = [
  {
    name: 'members-doubled',
    says: 'a member that is added twice is listed twice',
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
    name: 'repeated-member-refused',
    says: 'adding a member twice is rejected with 409',
    caughtBy: ['scim.patch.repeated-member'],
    around: async (request, serve) => {
      if (!groupPatch(request)) return serve(request)
      const { body: group } = await serve({ ...request, method: 'GET' })
      const standing = JSON.stringify(isJsonObject(group) ? (group['members'] ?? []) : [])
      const isThere = (one: JsonValue): boolean => isJsonObject(one) && standing.includes(`"${String(one['value'])}"`)
      const isRepeated = operationsOf(request).some(
        ({ op, path, value }) => op === 'add' && path === 'members' && Array.isArray(value) && value.some(isThere),
      )
      if (isRepeated) throw new ScimError(409, 'the user is a member already', { scimType: 'uniqueness' })
      return serve(request)
    },
  },
  {
    name: 'add-replaces-members',
    says: 'add of members replaces the existing ones',
    source: 'https://github.com/grokability/snipe-it/issues/19096',
    caughtBy: [
      'entra.group.members-added',
      'entra.quirk.member-added',
      'entra.quirk.member-added-again',
      'scim.patch.member-as-object',
    ],
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
    says: 'removing one member removes all',
    source: 'https://github.com/simpleidserver/SimpleIdServer/issues/164',
    caughtBy: [
      'scim.patch.remove-member-by-filter',
      'entra.quirk.member-removed-by-value',
      'entra.quirk.member-removed-by-filter',
    ],
    around: operations(
      (operation) => (opOf(operation) === 'remove' ? { op: 'remove', path: 'members' } : operation),
      groupPatch,
    ),
  },
  {
    name: 'remove-member-by-filter-ignored',
    says: 'removing a member by a value filter does nothing',
    caughtBy: ['scim.patch.remove-member-by-filter'],
    around: operations(
      (operation) => (opOf(operation) === 'remove' && pathOf(operation).includes('[') ? [] : operation),
      groupPatch,
    ),
  },
  {
    name: 'remove-by-value-refused',
    says: 'remove of members with a list of values is rejected, because remove accepts no value',
    source: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/167',
    caughtBy: [
      'entra.group.members-removed',
      'gallery.group-update-remove-member-test',
      'entra.quirk.member-removed-by-value',
      'entra.quirk.member-removed-ref-null',
      'validator.patch-group-remove-member',
    ],
    leniency: { removeByValue: false },
  },
  {
    name: 'remove-by-value-ignored',
    says: 'remove of members with a list of values succeeds and removes no member',
    source: 'https://github.com/thomaspoignant/scim-patch/issues/959',
    caughtBy: ['entra.group.members-removed', 'entra.quirk.member-removed-by-value'],
    around: operations(
      (operation) => (opOf(operation) === 'remove' && operation['value'] !== undefined ? [] : operation),
      groupPatch,
    ),
  },
  {
    name: 'members-ignored-on-create',
    says: 'a Group is created without the members of the body',
    source: 'https://github.com/ory/polis/issues/3136',
    caughtBy: ['scim.filter.groups', 'scim.group.member-value', 'entra.quirk.group-created-with-members'],
    around: sending(both(isGroup, isCreate), (body) => without(body, 'members')),
  },
  {
    name: 'put-keeps-one-member',
    says: 'PUT of a Group with several members stores only the first',
    source: 'https://github.com/simpleidserver/SimpleIdServer/issues/34',
    caughtBy: ['scim.group.members-by-put', 'entra.quirk.group-put-with-members', 'scim.put.group-members'],
    around: sending(both(isGroup, isPut), (body) =>
      Array.isArray(body['members']) ? { ...body, members: body['members'].slice(0, 1) } : body,
    ),
  },
  {
    name: 'remove-of-removed-member-refused',
    says: 'removing a member twice is rejected',
    source: 'https://github.com/Infisical/infisical/pull/6471',
    caughtBy: ['entra.group.absent-member-removed', 'entra.quirk.member-removed-twice', 'scim.patch.remove-non-member'],
    around: async (request, serve) => {
      if (!groupPatch(request)) return serve(request)
      const before = await serve({ ...request, method: 'GET' })
      const leaving = operationsOf(request)
        .filter((one) => opOf(one) === 'remove')
        .flatMap((one) => JSON.stringify([one['path'], one['value']]).match(/[\da-f]{8}-[-\da-f]{27}/gi) ?? [])
      const members = JSON.stringify(isJsonObject(before.body) ? (before.body['members'] ?? []) : [])
      if (leaving.some((id) => !members.includes(id))) throw new ScimError(404, 'the user is not a member of the group')
      return serve(request)
    },
  },
  {
    name: 'members-not-in-lists',
    says: 'a list of groups has no members, even if the request names them',
    source: 'https://github.com/graphql-hive/console/issues/8352',
    caughtBy: ['entra.group.members-listed', 'entra.quirk.group-listed-with-members'],
    around: resources(both(isGroup, isQuery), (group) => without(group, 'members')),
  },
  {
    name: 'member-value-is-number',
    says: 'value of a member is a number',
    source: 'https://github.com/goauthentik/authentik/issues/15533',
    caughtBy: [
      'scim.patch.repeated-member',
      'scim.patch.remove-member-by-filter',
      'scim.group.member-value',
      'entra.group.members-replaced',
      'entra.quirk.nested-group',
      'entra.quirk.members-in-one-patch',
      'entra.quirk.member-added-ref-null',
      'entra.quirk.members-replaced',
      'gallery.group-update-add-member-test',
      'validator.patch-group-add-member',
      'validator.patch-group-multiple-ops',
      'entra.exchange.member-value-is-string',
    ],
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
    says: 'if two PATCHes change one group at the same time, the member of one is lost',
    source: 'https://github.com/scimmyjs/scimmy/issues/79',
    alsoSeen: ['https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/646'],
    caughtBy: ['entra.group.members-at-once'],
    store: storeWith((correct) => ({
      update: async (type, id, change) => {
        const stale = await correct.get(type, id)
        if (type.name !== 'Group' || stale === undefined) return correct.update(type, id, change)
        const next = change(stale)
        await setTimeout(PAUSE)
        return correct.update(type, id, () => next)
      },
    })),
  },
  {
    name: 'nameless-group-accepted',
    says: 'a Group without displayName is created with an invented one',
    caughtBy: ['scim.group.display-name-required'],
    around: sending(both(isGroup, isCreate), (body) => ({ displayName: 'Nameless', ...body })),
  },
  {
    name: 'member-value-rewritten',
    says: 'PATCH replace of the value of a member replaces the member',
    caughtBy: ['scim.group.member-immutable'],
    around: operations((operation) => {
      const path = pathOf(operation)
      if (opOf(operation) !== 'replace' || !/^members\[.*\]\.value$/.test(path)) return operation
      return [
        { op: 'remove', path: path.replace(/\.value$/, '') },
        { op: 'add', path: 'members', value: [{ value: operation['value'] ?? null }] },
      ]
    }, groupPatch),
  },
  {
    name: 'member-value-declared-required',
    says: 'value of a member is declared required, and a member without it is accepted',
    caughtBy: ['scim.group.member-required-parts'],
    around: bodies(on('GET', /^\/Schemas\/?$/), (body) => JSON.parse(withRequiredValue(JSON.stringify(body)))),
  },
  {
    name: 'unknown-member-crashes',
    says: 'a POST of a Group with an unknown member returns 500',
    caughtBy: ['scim.group.unknown-member'],
    around: async (request, serve) => {
      const isCandidate = both(isGroup, isCreate)(request) && isJsonObject(request.body)
      for (const one of isCandidate && Array.isArray(request.body['members']) ? request.body['members'] : []) {
        const id = isJsonObject(one) ? String(one['value']) : ''
        const found = await Promise.all(
          ['Users', 'Groups'].map((type) => serve({ ...withoutBody(request), method: 'GET', path: `/${type}/${id}` })),
        )
        if (found.every(({ status }) => status === 404)) throw new Error('insert violates foreign key constraint')
      }
      return serve(request)
    },
  },
  {
    name: 'nested-group-crashes',
    says: 'a POST of a Group with a Group as a member returns 500',
    caughtBy: ['scim.group.nested'],
    around: refusing(
      (request) => both(isGroup, isCreate)(request) && JSON.stringify(request.body).includes('"type":"Group"'),
      500,
      'unexpected type of member',
    ),
  },
  {
    name: 'user-groups-by-name',
    says: 'groups[].value of a User is the name of the Group',
    caughtBy: ['scim.membership.shown'],
    around: resources(isUser, (user) => ({
      ...user,
      ...(Array.isArray(user['groups'])
        ? {
            groups: user['groups'].map((one) => (isJsonObject(one) ? { ...one, value: one['display'] ?? null } : one)),
          }
        : {}),
    })),
  },
  {
    name: 'user-groups-empty',
    says: 'groups of a User is declared and always empty',
    caughtBy: ['scim.membership.shown'],
    around: resources(isUser, (user) => without(user, 'groups')),
  },
  {
    name: 'user-groups-writable',
    says: 'a client that writes groups of a User makes the User a member',
    caughtBy: ['scim.membership.read-only'],
    around: async (request, serve) => {
      const response = await serve(request)
      const { body } = request
      const id = isJsonObject(response.body) ? response.body['id'] : undefined
      const groups = isUser(request) && isJsonObject(body) ? body['groups'] : undefined
      for (const one of id !== undefined && Array.isArray(groups) ? groups : [])
        if (isJsonObject(one))
          await serve({
            ...request,
            method: 'PATCH',
            path: `/Groups/${String(one['value'])}`,
            body: { schemas: [PATCH_OP_MESSAGE], Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }] },
          })
      return response
    },
  },
  {
    name: 'direct-membership-fixed',
    says: 'a membership has the type direct, and cannot be removed from the Group',
    caughtBy: ['scim.membership.direct'],
    around: refusing(
      (request) => groupPatch(request) && operationsOf(request).some((one) => opOf(one) === 'remove'),
      403,
      'memberships come from elsewhere',
    ),
  },
]

const withRequiredValue = (schemas: string): string =>
  schemas.replace(/("description":"The identifier of the member.","required":)false/, '$1true')

function withoutBody(request: ScimRequest): ScimRequest {
  const { body: _body, ...rest } = request
  return rest
}

import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { operationsOf, pathOf, without } from './message-parts.ts'
import { isPatch, isRead, isUser } from './request-conditions.ts'
import { operations, resources } from './rewriters.ts'

const setsActive = (operation: JsonObject): boolean => pathOf(operation).toLowerCase() === 'active'

/** Deviations in disabling and enabling users. */
export const activeDeviations: readonly Deviation[] = [
  {
    name: 'active-string-refused',
    says: '"False" for active is rejected, because a boolean is expected',
    source: 'https://github.com/scimmyjs/scimmy/issues/51',
    caughtBy: [
      'entra.disable.legacy-string',
      'entra.quirk.active-text',
      'entra.quirk.roles-primary-path',
      'entra.quirk.roles-primary-text',
      'entra.roles.single',
    ],
    leniency: { stringBooleans: false },
  },
  {
    name: 'active-capitalised-string-refused',
    says: '"false" for active is accepted, and "False" is rejected',
    source: 'https://github.com/Captain-P-Goldfish/scim-for-keycloak/issues/119',
    caughtBy: [
      'entra.disable.legacy-string',
      'gallery.disable-user-test',
      'entra.quirk.active-text',
      'entra.quirk.active-added',
      'validator.disable-user',
    ],
    around: async (request, serve) => {
      if (
        isPatch(request) &&
        operationsOf(request).some((one) => setsActive(one) && /^[TF]/.test(String(one['value'])))
      )
        throw new ScimError(400, 'active takes true or false', { scimType: 'invalidValue' })
      return serve(request)
    },
  },
  {
    name: 'active-string-stored',
    says: 'a string for active is stored and returned as a string',
    source: 'https://github.com/thomaspoignant/scim-patch/issues/872',
    caughtBy: ['entra.disable.legacy-string', 'scim.exchange.active-is-boolean', 'entra.quirk.active-text'],
    engine: ({ applyOperations }) => ({
      applyOperations: (attributes, listed, context) => {
        const next = applyOperations(attributes, listed, context)
        const text = listed.findLast(({ path, value }) => path?.toLowerCase() === 'active' && typeof value === 'string')
        return text?.value === undefined ? next : { ...next, active: text.value }
      },
    }),
  },
  {
    name: 'active-string-is-truthy',
    says: 'every string for active is read as true',
    source: 'https://github.com/AzureAD/SCIMReferenceCode/issues/21',
    caughtBy: [
      'entra.disable.legacy-string',
      'entra.disable.shown',
      'entra.quirk.active-text',
      'entra.quirk.active-lower-case-text',
    ],
    around: operations((operation) =>
      setsActive(operation) && typeof operation['value'] === 'string' ? { ...operation, value: true } : operation,
    ),
  },
  {
    name: 'active-always-true',
    says: 'a disabled user is stored as inactive and returned with active true',
    source: 'https://github.com/ssoready/ssoready/issues/155',
    caughtBy: [
      'scim.patch.active-false',
      'entra.disable.legacy-string',
      'entra.create.disabled',
      'entra.quirk.active-text',
    ],
    around: resources(isUser, (user) => ({ ...user, active: true })),
  },
  {
    name: 'active-is-string',
    says: 'active is returned as "true" and "false"',
    caughtBy: ['scim.patch.active-false', 'scim.exchange.active-is-boolean'],
    around: resources(isUser, (user) =>
      user['active'] === undefined ? user : { ...user, active: String(user['active']) },
    ),
  },
  {
    name: 'active-is-number',
    says: 'active is returned as 1 and 0',
    caughtBy: ['scim.patch.active-false', 'scim.exchange.active-is-boolean'],
    around: resources(isUser, (user) =>
      user['active'] === undefined ? user : { ...user, active: Number(user['active']) },
    ),
  },
  {
    name: 'active-not-changed',
    says: 'PATCH of active succeeds and changes nothing',
    source: 'https://github.com/NorthlandPositronics/Cogtrix/pull/128',
    caughtBy: [
      'scim.patch.active-false',
      'entra.disable.legacy-string',
      'entra.quirk.active-text',
      'entra.quirk.active-documented',
      'entra.quirk.active-flagged',
      'entra.quirk.active-added-flagged',
    ],
    around: operations((operation) => (setsActive(operation) ? [] : operation)),
  },
  {
    name: 'inactive-not-readable',
    says: 'a disabled user cannot be read',
    source: 'https://github.com/sourcegraph/sourcegraph-public-snapshot/issues/49325',
    caughtBy: [
      'scim.patch.active-false',
      'entra.disable.legacy-string',
      'entra.disable.keeps-rest',
      'entra.quirk.active-text',
    ],
    around: async (request, serve) => {
      const response = await serve(request)
      const isGone = isRead(request) && isJsonObject(response.body) && response.body['active'] === false
      if (isGone) throw new ScimError(404, 'unknown user')
      return response
    },
  },
  {
    name: 'inactive-not-found',
    says: 'a filter does not find disabled users',
    caughtBy: ['entra.match.inactive-found'],
    engine: ({ compileFilter }) => ({
      compileFilter: (filter, context) => {
        const matches = compileFilter(filter, context)
        return (candidate) => candidate['active'] !== false && matches(candidate)
      },
    }),
  },
  {
    name: 'reactivation-refused',
    says: 'a disabled user cannot be enabled again',
    source: 'https://github.com/FusionAuth/fusionauth-issues/issues/3311',
    caughtBy: [
      'entra.match.inactive-found',
      'entra.enable.with-changes',
      'entra.quirk.active-text-enables',
      'entra.quirk.active-capital-boolean',
    ],
    around: async (request, serve) => {
      const isEnabling = operationsOf(request).some(
        (one) => setsActive(one) && String(one['value']).toLowerCase() === 'true',
      )
      if (isPatch(request) && isEnabling) throw new ScimError(400, 'Invalid SCIM patch request')
      return serve(request)
    },
  },
  {
    name: 'active-left-out',
    says: 'no response contains active',
    caughtBy: ['scim.patch.active-false'],
    around: resources(isUser, (user) => without(user, 'active')),
  },
]

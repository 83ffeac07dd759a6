import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Deviation } from './deviation.ts'
import { operationsOf, pathOf, without } from './message-parts.ts'
import { isPatch, isUser } from './request-conditions.ts'
import { operations, refusing, resources } from './rewriters.ts'

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

/** Changes the stored form of a User, after POST, PUT or PATCH. */
function storing(change: (user: JsonObject) => JsonObject): NonNullable<Deviation['engine']> {
  return ({ readResource, applyOperations }) => ({
    readResource: (body, type, rules) => {
      const read = readResource(body, type, rules)
      return type.name === 'User' ? { ...read, attributes: change(read.attributes) } : read
    },
    applyOperations: (attributes, listed, context) => {
      const next = applyOperations(attributes, listed, context)
      return context.type.name === 'User' ? change(next) : next
    },
  })
}

/** Stores one attribute differently from how it was sent. */
const storingAs = (name: string, change: (value: string) => string): NonNullable<Deviation['engine']> =>
  storing((user) => (typeof user[name] === 'string' ? { ...user, [name]: change(user[name]) } : user))

/** Deviations in storing values. */
export const mappingDeviations: readonly Deviation[] = [
  {
    name: 'user-name-without-hyphens',
    says: 'a userName loses its hyphens, dots and underscores',
    caughtBy: ['jumpcloud.mapping.userName'],
    engine: storingAs('userName', (name) => name.replace(/[-._]/g, '')),
  },
  {
    name: 'names-swapped',
    says: 'givenName and familyName are swapped',
    caughtBy: ['jumpcloud.mapping.name-givenName', 'jumpcloud.mapping.name-familyName'],
    around: resources(isUser, (user) => {
      const { name } = user
      return isJsonObject(name)
        ? { ...user, name: { ...name, givenName: name['familyName'] ?? '', familyName: name['givenName'] ?? '' } }
        : user
    }),
  },
  {
    name: 'given-name-without-marks',
    says: 'a name loses every non-ASCII letter',
    caughtBy: ['jumpcloud.mapping.name-givenName'],
    engine: storing((user) =>
      isJsonObject(user['name'])
        ? {
            ...user,
            name: {
              ...user['name'],
              // biome-ignore lint/suspicious/noControlCharactersInRegex: every character outside ASCII is intended
              givenName: textOf(user['name']['givenName']).replace(/[^\x00-\x7f]/g, '') || 'none',
            },
          }
        : user,
    ),
  },
  {
    name: 'first-email-only-at-creation',
    says: 'a change of the work e-mail address is not stored',
    caughtBy: ['jumpcloud.mapping.emails-type-eq-work-value'],
    engine: ({ applyOperations }) => ({
      applyOperations: (attributes, listed, context) => {
        const next = applyOperations(attributes, listed, context)
        return attributes['emails'] === undefined ? next : { ...next, emails: attributes['emails'] }
      },
    }),
  },
  {
    name: 'display-name-cut',
    says: 'displayName is truncated at 16 characters without an error',
    caughtBy: ['jumpcloud.mapping.displayName'],
    engine: storingAs('displayName', (name) => name.slice(0, 16)),
  },
  {
    name: 'active-inverted',
    says: 'active is stored inverted',
    caughtBy: ['jumpcloud.mapping.active', 'jumpcloud.state.suspended-follows', 'entra.disable.flagged-boolean'],
    around: resources(isUser, (user) =>
      typeof user['active'] === 'boolean' ? { ...user, active: !user['active'] } : user,
    ),
  },
  {
    name: 'title-upper-case',
    says: 'title is stored in capitals',
    caughtBy: [
      'jumpcloud.mapping.title',
      'validator.patch-user-replace-attributes',
      'validator.patch-user-multiple-ops-on-different-attributes',
    ],
    engine: storingAs('title', (title) => title.toUpperCase()),
  },
  {
    name: 'enterprise-of-update-lost',
    says: 'a PATCH of the enterprise extension is lost',
    caughtBy: ['jumpcloud.mapping.department', 'jumpcloud.mapping.employeeNumber'],
    engine: ({ applyOperations }) => ({
      applyOperations: (attributes, listed, context) =>
        without(applyOperations(attributes, listed, context), ENTERPRISE_USER_SCHEMA),
    }),
  },
  {
    name: 'employee-number-is-number',
    says: 'employeeNumber is returned as a number, and loses its leading zeros',
    caughtBy: ['jumpcloud.mapping.employeeNumber', 'entra.format.leading-zeros'],
    around: resources(isUser, (user) => {
      const enterprise = user[ENTERPRISE_USER_SCHEMA]
      const number = isJsonObject(enterprise) ? enterprise['employeeNumber'] : undefined
      return isJsonObject(enterprise) && typeof number === 'string' && /\d/.test(number)
        ? { ...user, [ENTERPRISE_USER_SCHEMA]: { ...enterprise, employeeNumber: Number(number.replace(/\D/g, '')) } }
        : user
    }),
  },
  {
    name: 'long-values-refused',
    says: 'a value with more than 64 characters is rejected',
    caughtBy: ['jumpcloud.tenant.provisioned'],
    engine: storing((user) => {
      const long = Object.entries(user).find(([, value]) => typeof value === 'string' && value.length > 64)
      if (long !== undefined) throw new Error(`value too long for ${long[0]}: character varying(64)`)
      return user
    }),
  },
  {
    name: 'white-space-trimmed',
    says: 'repeated spaces in values become one',
    caughtBy: ['jumpcloud.mapping.displayName'],
    engine: storingAs('displayName', (name) => name.replace(/\s+/g, ' ').trim()),
  },
  {
    name: 'formatted-name-not-changed',
    says: 'a PATCH of name.formatted returns 2xx and changes nothing',
    caughtBy: ['entra.attribute.name-formatted'],
    around: operations((operation) => (/^name\.formatted$/i.test(pathOf(operation)) ? [] : operation)),
  },
  {
    name: 'external-id-fixed-at-create',
    says: 'a PATCH of externalId is rejected',
    caughtBy: ['entra.attribute.externalId'],
    around: refusing(
      (request) => isPatch(request) && operationsOf(request).some((one) => /^externalId$/i.test(pathOf(one))),
      400,
      'externalId cannot be changed',
      { scimType: 'mutability' },
    ),
  },
]

import {
  ENTERPRISE_USER_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../protocol/index.ts'
import { employmentSchema } from '../schema/discovery.ts'
import type { Around, Deviation } from './deviation.ts'
import { definitionShown } from './documents.ts'
import { without } from './message-parts.ts'
import { isCreate, isUser, type When } from './request-conditions.ts'
import { rewritingFilters } from './rewrite-filters.ts'
import { chained, refusing, resources, sending } from './rewriters.ts'

const OWN = employmentSchema.id
/** An empty SEQUENCE in DER, which is a single value but not a certificate. */
const EMPTY_DER = 'MAA='

const users = (change: (user: JsonObject) => JsonObject): Around => resources(isUser, change)

const showing = (name: string, change: (value: JsonValue) => JsonValue): Around =>
  users((user) => (user[name] === undefined ? user : { ...user, [name]: change(user[name]) }))

/** Changes an extension of Users that have it. */
const within = (urn: string, change: (held: JsonObject) => JsonObject): Around =>
  users((user) => (isJsonObject(user[urn]) ? { ...user, [urn]: change(user[urn]) } : user))

const eachElement = (value: JsonValue, change: (element: JsonObject) => JsonValue): JsonValue =>
  Array.isArray(value) ? value.map((one) => (isJsonObject(one) ? change(one) : one)) : value

const creating = (condition: (text: string, body: JsonObject) => boolean): When => {
  return (request) =>
    isUser(request) &&
    isCreate(request) &&
    isJsonObject(request.body) &&
    condition(JSON.stringify(request.body), request.body)
}

const crashing = (condition: (text: string, body: JsonObject) => boolean): Around =>
  refusing(creating(condition), 500, 'unexpected value')

/** Deviations in values (RFC 7643 §2) and in lists of values. */
export const valueDeviations: readonly Deviation[] = [
  {
    name: 'body-names-case-sensitive',
    says: 'UserName in a body is not read as userName',
    caughtBy: ['scim.attribute.names-ignore-case'],
    around: sending(isCreate, (body) => without(body, 'UserName')),
  },
  {
    name: 'body-order-matters',
    says: 'a body whose first member is not schemas is rejected',
    caughtBy: ['scim.attribute.order-is-free'],
    around: refusing(
      creating((_text, body) => Object.keys(body)[0] !== 'schemas'),
      400,
      'schemas must come first',
    ),
  },
  {
    name: 'strings-in-ascii',
    says: 'non-ASCII letters are returned as question marks',
    caughtBy: ['scim.attribute.unicode'],
    // biome-ignore lint/suspicious/noControlCharactersInRegex: every character outside ASCII is intended
    around: showing('displayName', (name) => String(name).replace(/[^\x00-\x7f]/g, '?')),
  },
  {
    name: 'values-are-strings',
    says: 'numbers, booleans and lists of an extension are returned as strings, and dates, binary data and references as prose',
    caughtBy: ['scim.attribute.json-types'],
    around: within(OWN, (held) => ({
      ...held,
      shoeSize: '42',
      hourlyRate: '1.5',
      isContractor: 'yes',
      hiredAt: 'last summer',
      fingerprint: '* * *',
      handbook: 'see the manual',
      skills: 'juggling',
    })),
  },
  {
    name: 'title-is-number',
    says: 'title is returned as a number',
    caughtBy: ['scim.attribute.json-types'],
    around: showing('title', () => 7),
  },
  {
    name: 'elements-are-strings',
    says: 'the elements of emails are plain strings',
    caughtBy: ['scim.attribute.json-types', 'scim.exchange.lists-are-arrays'],
    around: showing('emails', (emails) => eachElement(emails, ({ value }) => value ?? null)),
  },
  {
    name: 'date-time-as-date',
    says: 'a dateTime is returned without its time',
    caughtBy: ['scim.attribute.bare-date', 'scim.attribute.json-types'],
    around: chained(
      sending(isCreate, (body) => withTimes(body)),
      within(OWN, (held) =>
        typeof held['hiredAt'] === 'string' ? { ...held, hiredAt: held['hiredAt'].slice(0, 10) } : held,
      ),
    ),
  },
  {
    name: 'certificate-not-base64-stored',
    says: 'a certificate that is not base64 is stored',
    caughtBy: ['scim.attribute.no-base64'],
    around: chained(
      sending(isCreate, (body) =>
        JSON.stringify(body['x509Certificates'])?.includes('***') === true
          ? { ...body, x509Certificates: [{ value: EMPTY_DER }] }
          : body,
      ),
      showing('x509Certificates', (list) =>
        eachElement(list, (one) => (one['value'] === EMPTY_DER ? { ...one, value: '***' } : one)),
      ),
    ),
  },
  {
    name: 'unusual-type-crashes',
    says: 'an element with an unusual type returns 500',
    caughtBy: ['scim.attribute.other-types'],
    around: crashing((text) => text.includes('zz-satellite')),
  },
  {
    name: 'canonical-type-refused',
    says: 'an e-mail of type other is rejected, although other is a canonical value',
    caughtBy: ['scim.attribute.canonical-values'],
    around: refusing(
      creating((text) => text.includes('"type":"other"')),
      400,
      'type is work or home',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'single-element-unwrapped',
    says: 'a list with one element is returned as that element',
    caughtBy: ['scim.multi-valued.one-is-an-array', 'scim.exchange.lists-are-arrays'],
    around: showing('emails', (emails) =>
      Array.isArray(emails) && emails.length === 1 ? (emails[0] ?? null) : emails,
    ),
  },
  {
    name: 'email-types-lost',
    says: 'e-mails are returned without their types',
    caughtBy: ['scim.multi-valued.emails-are-kept'],
    around: showing('emails', (emails) => eachElement(emails, (one) => without(one, 'type'))),
  },
  {
    name: 'every-element-primary',
    says: 'every e-mail is returned as primary',
    caughtBy: ['scim.multi-valued.one-primary', 'scim.multi-valued.two-primaries', 'scim.exchange.one-primary'],
    around: chained(
      sending(isUser, (body) => ({
        ...body,
        ...(body['emails'] === undefined
          ? {}
          : { emails: eachElement(body['emails'], (one) => without(one, 'primary')) }),
      })),
      showing('emails', (emails) => eachElement(emails, (one) => ({ ...one, primary: true }))),
    ),
  },
  {
    name: 'absent-primary-is-true',
    says: 'an element without primary matches primary eq true',
    caughtBy: ['scim.multi-valued.absent-primary'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'valuePath' && filter.filter.kind === 'comparison' && filter.filter.path === 'primary'
        ? { kind: 'present', path: filter.path }
        : filter,
    ),
  },
  {
    name: 'display-declared-immutable',
    says: 'display of an e-mail is declared immutable, and PATCH changes it',
    caughtBy: ['scim.multi-valued.display-immutable'],
    around: definitionShown(USER_SCHEMA, 'emails.display', (definition) => ({
      ...definition,
      mutability: 'immutable',
    })),
  },
  {
    name: 'unusual-forms-crash',
    says: 'an e-mail in capitals, an e-mail without a type, and an xmpp address return 500',
    caughtBy: ['scim.multi-valued.canonical-forms'],
    around: crashing(
      (text) => text.includes('EXAMPLE.COM') || text.includes('xmpp') || /"emails":\[\{"value":"[^"]*"\}\]/.test(text),
    ),
  },
  {
    name: 'same-value-crashes',
    says: 'the same e-mail with two types returns 500',
    caughtBy: ['scim.multi-valued.same-value-other-type'],
    around: crashing((_text, { emails }) => {
      const values = (Array.isArray(emails) ? emails : []).map((one) => (isJsonObject(one) ? one['value'] : one))
      return new Set(values).size < values.length
    }),
  },
  {
    name: 'elements-doubled',
    says: 'every e-mail is returned twice',
    caughtBy: ['scim.multi-valued.identical-elements'],
    around: showing('emails', (emails) => (Array.isArray(emails) ? [...emails, ...emails] : emails)),
  },
  {
    name: 'null-stored-as-string',
    says: 'null for a string is stored as "null"',
    caughtBy: ['scim.unassigned.one-state'],
    around: sending(isUser, (body) => (body['nickName'] === null ? { ...body, nickName: 'null' } : body)),
  },
  {
    name: 'schemas-doubled',
    says: 'every URN is in schemas twice',
    caughtBy: ['scim.schemas.twice', 'scim.exchange.schemas-are-unique'],
    around: users((user) => ({ ...user, schemas: twice(user['schemas']) })),
  },
  {
    name: 'undeclared-schema-listed',
    says: 'schemas of a User lists a URN that the server does not declare',
    caughtBy: ['scim.schemas.unknown', 'scim.schemas.of-the-type'],
    around: users((user) => ({
      ...user,
      schemas: [...once(user['schemas']), 'urn:example:scim-rehearsal:unknown:2.0:User'],
    })),
  },
  {
    name: 'extension-first-refused',
    says: 'a body whose schemas begin with an extension is rejected',
    caughtBy: ['scim.schemas.any-order'],
    around: refusing(
      creating((_text, { schemas }) => Array.isArray(schemas) && schemas[0] === ENTERPRISE_USER_SCHEMA),
      400,
      'schemas begins with that of User',
    ),
  },
  {
    name: 'extension-at-the-root',
    says: 'attributes of the enterprise extension are at the root of the User',
    caughtBy: ['scim.schemas.extension-nested'],
    around: users((user) => {
      const held = user[ENTERPRISE_USER_SCHEMA]
      return isJsonObject(held) ? { ...without(user, ENTERPRISE_USER_SCHEMA), ...held } : user
    }),
  },
  {
    name: 'extension-not-listed',
    says: 'a User with the enterprise extension does not list its URN',
    caughtBy: ['scim.schemas.extension-nested', 'scim.exchange.extension-listed'],
    around: users((user) => ({ ...user, schemas: [USER_SCHEMA] })),
  },
  {
    name: 'cost-center-dropped',
    says: 'costCenter is not stored',
    caughtBy: ['scim.enterprise.texts'],
    around: within(ENTERPRISE_USER_SCHEMA, (held) => without(held, 'costCenter')),
  },
  {
    name: 'manager-by-name',
    says: 'value of manager is the name of the manager',
    caughtBy: ['scim.enterprise.manager'],
    around: withManager((manager) => ({ ...manager, value: 'Barbara Jensen' })),
  },
  {
    name: 'manager-reference-wrong',
    says: '$ref of manager is the URL of the User itself',
    caughtBy: ['scim.enterprise.manager'],
    around: users((user) => {
      const held = user[ENTERPRISE_USER_SCHEMA]
      const meta = user['meta']
      if (!isJsonObject(held) || !isJsonObject(held['manager']) || !isJsonObject(meta)) return user
      const manager = { ...held['manager'], $ref: meta['location'] ?? null }
      return { ...user, [ENTERPRISE_USER_SCHEMA]: { ...held, manager } }
    }),
  },
  {
    name: 'manager-name-from-client',
    says: 'displayName of manager is the value that the client sent',
    caughtBy: ['scim.enterprise.manager'],
    around: chained(
      sending(isUser, (body) => {
        const held = body[ENTERPRISE_USER_SCHEMA]
        const manager = isJsonObject(held) ? held['manager'] : undefined
        const said = isJsonObject(manager) ? manager['displayName'] : undefined
        return said === undefined ? body : { ...body, nickName: `said ${String(said)}` }
      }),
      users((user) => {
        const said = /^said (.*)$/.exec(String(user['nickName']))?.[1]
        const held = user[ENTERPRISE_USER_SCHEMA]
        if (said === undefined || !isJsonObject(held) || !isJsonObject(held['manager'])) return user
        return { ...user, [ENTERPRISE_USER_SCHEMA]: { ...held, manager: { ...held['manager'], displayName: said } } }
      }),
    ),
  },
]

function withManager(change: (manager: JsonObject) => JsonObject): Around {
  return within(ENTERPRISE_USER_SCHEMA, (held) =>
    isJsonObject(held['manager']) ? { ...held, manager: change(held['manager']) } : held,
  )
}

const once = (schemas: JsonValue | undefined): string[] => (Array.isArray(schemas) ? schemas.map(String) : [])
const twice = (schemas: JsonValue | undefined): string[] => [...once(schemas), ...once(schemas)]

/** Adds a time of day to dates without one in the extension of this server. */
function withTimes(body: JsonObject): JsonObject {
  const held = body[OWN]
  const hiredAt = isJsonObject(held) ? held['hiredAt'] : undefined
  return isJsonObject(held) && typeof hiredAt === 'string' && !hiredAt.includes('T')
    ? { ...body, [OWN]: { ...held, hiredAt: `${hiredAt}T00:00:00Z` } }
    : body
}

import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { type Around, type Deviation, deviating } from '../../scim-server/index.ts'

const { isCreate, isUser, both, operations, pathOf, refusing, resources, restated, failing, sending } = deviating

const userWrites = both(isUser, ({ method }) => method === 'POST' || method === 'PUT')
const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

/** Changes the userName in every write. */
const renaming = (change: (userName: string, body: JsonObject) => string | undefined): Around =>
  sending(userWrites, (body) => {
    const userName = change(textOf(body['userName']), body)
    return userName === undefined ? body : { ...body, userName }
  })

/** Changes the first e-mail address in every write. */
const readdressing = (change: (email: string | undefined, body: JsonObject) => string | undefined): Around =>
  sending(userWrites, (body) => {
    const [first] = Array.isArray(body['emails']) ? body['emails'] : []
    const before = isJsonObject(first) ? textOf(first['value']) : undefined
    const value = change(before, body)
    return value === undefined ? body : { ...body, emails: [{ type: 'work', ...Object(first), value }] }
  })

const inventedAddress = (body: JsonObject): string =>
  `${textOf(body['userName']).replace(/[^A-Za-z0-9]/g, '')}@invented.example`

/** Shortens a value that is too long for JumpCloud instead of rejecting it. */
function cutting(
  name: string,
  what: string,
  check: string,
  at: number,
  cut: (body: JsonObject) => JsonObject,
): Deviation {
  return {
    name: `long-${name}-cut`,
    says: `${what} with more than ${at} characters is truncated without an error`,
    caughtBy: [`jumpcloud.validation.${check}`],
    around: sending(userWrites, cut),
  }
}

const MAX = 1024
const MAX_EMPLOYEE_NUMBER = 256
const cutMember = (holder: JsonObject, name: string, at: number): JsonObject =>
  typeof holder[name] === 'string' ? { ...holder, [name]: holder[name].slice(0, at) } : holder
const cutWithin = (body: JsonObject, holder: string, name: string, at: number): JsonObject =>
  isJsonObject(body[holder]) ? { ...body, [holder]: cutMember(body[holder], name, at) } : body

/** Deviations in the rules of the table. */
export const valueDeviations: readonly Deviation[] = [
  {
    name: 'username-cleaned',
    says: 'special characters of a userName are removed to make the username',
    caughtBy: ['jumpcloud.validation.username-no-special-characters', 'jumpcloud.tenant.kept-out'],
    around: renaming((userName) => userName.replace(/^[^A-Za-z]+|[^A-Za-z0-9._@-]/g, '')),
  },
  {
    name: 'username-without-domain',
    says: 'the domain of a userName in the form of an e-mail address is removed',
    caughtBy: ['jumpcloud.validation.username-no-email'],
    around: renaming((userName) => userName.replace(/@.*$/, '')),
  },
  {
    name: 'username-invented',
    says: 'a user without userName gets one from the e-mail address',
    caughtBy: ['jumpcloud.validation.username-required'],
    around: renaming((userName, body) =>
      userName === '' ? JSON.stringify(body['emails'] ?? '').replace(/.*?"value":"([A-Za-z0-9]*).*/s, '$1') : userName,
    ),
  },
  cutting('username', 'a userName', 'username-max-length', MAX, (body) => cutMember(body, 'userName', MAX)),
  cutting('first-name', 'a givenName', 'firstname-max-length', MAX, (body) =>
    cutWithin(body, 'name', 'givenName', MAX),
  ),
  cutting('last-name', 'a familyName', 'lastname-max-length', MAX, (body) =>
    cutWithin(body, 'name', 'familyName', MAX),
  ),
  cutting('display-name', 'a displayName', 'displayname-max-length', MAX, (body) =>
    cutMember(body, 'displayName', MAX),
  ),
  cutting('job-title', 'a title', 'jobtitle-max-length', MAX, (body) => cutMember(body, 'title', MAX)),
  cutting('department', 'a department', 'department-max-length', MAX, (body) =>
    cutWithin(body, ENTERPRISE_USER_SCHEMA, 'department', MAX),
  ),
  cutting('employee-number', 'an employeeNumber', 'employeeidentifier-max-length', MAX_EMPLOYEE_NUMBER, (body) =>
    cutWithin(body, ENTERPRISE_USER_SCHEMA, 'employeeNumber', MAX_EMPLOYEE_NUMBER),
  ),
  {
    name: 'long-email-cut',
    says: `an e-mail address with more than ${MAX} characters is truncated before its domain without an error`,
    caughtBy: ['jumpcloud.validation.email-max-length'],
    around: readdressing((email = '') =>
      email.length > MAX ? email.replace(/^(.{900}).*(@.*)$/s, '$1$2') : undefined,
    ),
  },
  {
    name: 'email-invented',
    says: 'a user without an e-mail address gets an invented one',
    caughtBy: ['jumpcloud.validation.email-required'],
    around: readdressing((email, body) => (email === undefined ? inventedAddress(body) : undefined)),
  },
  {
    name: 'wrong-email-replaced',
    says: 'an invalid e-mail address is replaced with an invented one',
    caughtBy: ['jumpcloud.validation.email-format'],
    around: readdressing((email, body) =>
      email === undefined || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) ? undefined : inventedAddress(body),
    ),
  },
  {
    name: 'plus-addresses-refused',
    says: 'an e-mail address with a plus is rejected, although JumpCloud accepts it',
    caughtBy: ['jumpcloud.validation.email-format'],
    around: refusing(
      (request) => isCreate(request) && /"value":"[^"]*\+[^"]*@/.test(JSON.stringify(request.body ?? null)),
      400,
      'the e-mail address is not valid',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'conflict-passed-on',
    says: 'a duplicate username returns 400 as the API does, and not 409',
    caughtBy: [
      'scim.create.duplicate-user-name',
      'jumpcloud.validation.username-unique',
      'jumpcloud.validation.email-unique',
      'jumpcloud.validation.employee-id-unique',
    ],
    around: failing(409, (response) => restated(response, 400)),
  },
  {
    name: 'blank-employee-id-kept',
    says: 'an empty employeeNumber is stored as "none", so the second such user is a duplicate',
    caughtBy: ['jumpcloud.validation.employee-id-blank'],
    around: sending(userWrites, (body) => {
      const enterprise = body[ENTERPRISE_USER_SCHEMA]
      if (!isJsonObject(enterprise) || enterprise['employeeNumber'] !== '') return body
      return { ...body, [ENTERPRISE_USER_SCHEMA]: { ...enterprise, employeeNumber: 'none' } }
    }),
  },
  {
    name: 'long-values-of-updates-cut',
    says: 'a PATCH with a long value is truncated without an error, at 1024 characters (employeeNumber at 256)',
    caughtBy: ['jumpcloud.validation.update'],
    around: operations((operation) =>
      typeof operation['value'] === 'string'
        ? {
            ...operation,
            value: operation['value'].slice(0, /employeeNumber$/.test(pathOf(operation)) ? MAX_EMPLOYEE_NUMBER : MAX),
          }
        : operation,
    ),
  },
  {
    name: 'numbers-become-strings',
    says: 'a number for a string attribute is written as a string',
    caughtBy: ['firstname', 'lastname', 'displayname', 'jobtitle', 'department', 'employeeidentifier'].map(
      (name) => `jumpcloud.validation.${name}-optional`,
    ),
    around: sending(userWrites, (body) => {
      const written = (value: JsonValue | undefined): JsonValue | undefined => {
        if (typeof value === 'number') return String(value)
        if (!isJsonObject(value)) return value
        return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, written(part)]))
      }
      return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, written(value)]))
    }),
  },
  {
    name: 'refusals-without-reason',
    says: 'a rejection of JumpCloud is passed on as a 400 without a reason',
    caughtBy: ['jumpcloud.validation.username-no-email', 'jumpcloud.validation.email-format'],
    around: failing(400, ({ status }) => ({ status, headers: {} })),
  },
  {
    name: 'refusals-without-field',
    says: 'the reason of a rejection does not name the field',
    caughtBy: ['jumpcloud.validation.username-no-email', 'jumpcloud.validation.department-max-length'],
    around: failing(400, (response) => ({ ...response, body: { ...Object(response.body), detail: 'invalid input' } })),
  },
  {
    name: 'email-made-of-username',
    says: 'the e-mail address is made from the userName, not from the value that Entra sends',
    caughtBy: ['jumpcloud.radius.upn-is-email', 'jumpcloud.mapping.emails-type-eq-work-value'],
    around: readdressing((_, body) => inventedAddress(body)),
  },
  {
    name: 'unmapped-attributes-dropped',
    says: 'locale, userType, costCenter and organization are not written',
    caughtBy: ['location', 'costCenter', 'employeeType', 'company'].map((name) => `jumpcloud.property.${name}`),
    around: sending(userWrites, (body) => {
      const { locale: _locale, userType: _userType, [ENTERPRISE_USER_SCHEMA]: enterprise, ...rest } = body
      if (!isJsonObject(enterprise)) return rest
      const { costCenter: _costCenter, organization: _organization, ...kept } = enterprise
      return { ...rest, [ENTERPRISE_USER_SCHEMA]: kept }
    }),
  },
  {
    name: 'unlisted-attributes-refused',
    says: 'a POST with an attribute for which JumpCloud has no property is rejected',
    caughtBy: ['jumpcloud.property.unlisted'],
    around: refusing(
      (request) => isCreate(request) && isJsonObject(request.body) && request.body['phoneNumbers'] !== undefined,
      400,
      'phoneNumbers is not supported',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'created-is-now',
    says: 'meta.created is the time of the response',
    caughtBy: ['jumpcloud.property.times'],
    around: resources(isUser, (user) => ({ ...user, meta: { ...user.meta, created: '2001-01-01T00:00:00Z' } })),
  },
]

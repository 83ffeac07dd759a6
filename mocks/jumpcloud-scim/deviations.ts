import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../protocol/index.ts'
import { type Around, type Deviation, deviating } from '../scim-server/index.ts'

const {
  bodies,
  isCreate,
  isDelete,
  isPatch,
  isUser,
  both,
  on,
  operations,
  pathOf,
  refusing,
  restated,
  failing,
  sending,
} = deviating

const userWrites = both(isUser, ({ method }) => method === 'POST' || method === 'PUT')
const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

/** Changes the userName of what is written. */
const renaming = (change: (userName: string, body: JsonObject) => string | undefined): Around =>
  sending(userWrites, (body) => {
    const userName = change(textOf(body['userName']), body)
    return userName === undefined ? body : { ...body, userName }
  })

/** Changes the first e-mail address of what is written. */
const readdressing = (change: (email: string | undefined, body: JsonObject) => string | undefined): Around =>
  sending(userWrites, (body) => {
    const [first] = Array.isArray(body['emails']) ? body['emails'] : []
    const before = isJsonObject(first) ? textOf(first['value']) : undefined
    const value = change(before, body)
    return value === undefined ? body : { ...body, emails: [{ type: 'work', ...Object(first), value }] }
  })

const inventedAddress = (body: JsonObject): string =>
  `${textOf(body['userName']).replace(/[^A-Za-z0-9]/g, '')}@invented.example`

/** A value that is too long for JumpCloud is cut, and not refused. */
function cutting(
  name: string,
  what: string,
  check: string,
  at: number,
  cut: (body: JsonObject) => JsonObject,
): Deviation {
  return {
    name: `long-${name}-cut`,
    says: `${what} of more than ${at} characters is cut without a word`,
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

/** Ways to make JumpCloud's SCIM server wrong; they are caught by checks that see what it writes to the JumpCloud API. */
export const jumpCloudDeviations: readonly Deviation[] = [
  {
    name: 'username-cleaned',
    says: 'special characters of a userName are taken out, and the rest becomes the username',
    caughtBy: ['jumpcloud.validation.username-no-special-characters', 'jumpcloud.tenant.kept-out'],
    around: renaming((userName) => userName.replace(/^[^A-Za-z]+|[^A-Za-z0-9._@-]/g, '')),
  },
  {
    name: 'username-without-domain',
    says: 'the domain of a userName that is an e-mail address is taken off',
    caughtBy: ['jumpcloud.validation.username-no-email'],
    around: renaming((userName) => userName.replace(/@.*$/, '')),
  },
  {
    name: 'username-invented',
    says: 'a user without userName gets one out of the e-mail address',
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
    says: `an e-mail address of more than ${MAX} characters is cut before its domain without a word`,
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
    says: 'an e-mail address that is none is replaced by an invented one',
    caughtBy: ['jumpcloud.validation.email-format'],
    around: readdressing((email, body) =>
      email === undefined || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) ? undefined : inventedAddress(body),
    ),
  },
  {
    name: 'plus-addresses-refused',
    says: 'an e-mail address with a plus is refused, which JumpCloud takes',
    caughtBy: ['jumpcloud.validation.email-format'],
    around: refusing(
      (request) => isCreate(request) && /"value":"[^"]*\+[^"]*@/.test(JSON.stringify(request.body ?? null)),
      400,
      'the e-mail address is not valid',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'deleted-keep-access',
    says: 'DELETE answers 204, and the system user keeps access',
    caughtBy: ['jumpcloud.state.deleted'],
    around: async (request, serve) => {
      if (!isDelete(request)) return serve(request)
      const { status } = await serve({ ...request, method: 'GET' })
      return status === 200 ? { status: 204, headers: {} } : serve(request)
    },
  },
  {
    name: 'users-arrive-with-password',
    says: 'new users get a password that nobody knows, and are not Password Pending',
    caughtBy: ['jumpcloud.state.password-pending'],
    around: sending(both(isUser, isCreate), (body) => ({ password: 'Invented-4711-Invented', ...body })),
  },
  {
    name: 'groups-advertised',
    says: 'ResourceTypes lists Group, which the server does not have',
    caughtBy: ['jumpcloud.groups.unsupported'],
    around: bodies(on('GET', /^\/ResourceTypes\/?$/), (body) => {
      const [user] = Array.isArray(body['Resources']) ? body['Resources'] : []
      if (!isJsonObject(user)) return body
      const group = { ...user, id: 'Group', name: 'Group', endpoint: '/Groups' }
      return { ...body, totalResults: 2, Resources: [user, group] }
    }),
  },
  {
    name: 'suspension-not-written',
    says: 'PATCH of active answers success and writes nothing to JumpCloud',
    caughtBy: ['jumpcloud.state.suspended-follows'],
    around: operations((operation) => (pathOf(operation).toLowerCase() === 'active' ? [] : operation)),
  },
  {
    name: 'changes-not-written',
    says: 'PATCH answers success and writes nothing to JumpCloud',
    caughtBy: ['jumpcloud.state.suspended-follows', 'jumpcloud.mapping.displayName'],
    around: async (request, serve) => serve(isPatch(request) ? { ...request, method: 'GET' } : request),
  },
  {
    name: 'conflict-passed-on',
    says: 'a username that is taken answers 400 as the API does, and not 409',
    caughtBy: ['scim.create.duplicate-user-name'],
    around: failing(409, (response) => restated(response, 400)),
  },
]

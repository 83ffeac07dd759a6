/** Any JSON object. */
export type Json = { [member: string]: unknown }

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** SCIM attribute and JumpCloud property, one row a line; a dot leads into an attribute, a colon into the extension. */
export const TABLE: readonly (readonly [scim: string, property: string])[] = [
  ['userName', 'username'],
  ['name.givenName', 'firstname'],
  ['name.familyName', 'lastname'],
  ['displayName', 'displayname'],
  ['title', 'jobTitle'],
  ['locale', 'location'],
  ['userType', 'employeeType'],
  [`${ENTERPRISE}:department`, 'department'],
  [`${ENTERPRISE}:costCenter`, 'costCenter'],
  [`${ENTERPRISE}:organization`, 'company'],
  [`${ENTERPRISE}:employeeNumber`, 'employeeIdentifier'],
]
const PROPERTIES = new Map([
  ...TABLE.map(([scim, property]) => [scim.toLowerCase(), property] as const),
  ['emails', 'email'] as const,
  ['emails.value', 'email'] as const,
  ['active', 'suspended'] as const,
  ['id', '_id'] as const,
])

/** Properties that a new user has. Attributes without a place in JumpCloud are left out. */
export function readUser(body: Json, fault: string): Json {
  const changes = readChanges([{ op: 'add', value: body }], fault)
  // What is absent has no value, and a user that is active is left to the organization's default state.
  return Object.fromEntries(changes.filter(([, value]) => value !== '' && value !== null && value !== false))
}

/** Properties that operations of a PATCH change, in all the forms in which Entra writes them. */
export function readChanges(operations: unknown, fault = ''): [property: string, value: unknown][] {
  const changes: [string, unknown][] = []
  const set = (path: string, value: unknown): void => {
    const name = path.replace(/\[.*?\]/, '').replace(`${USER}:`, '')
    const property = PROPERTIES.get(name.toLowerCase())
    if (property !== undefined) changes.push(written(property, value, fault))
    // The name, the extension, or a value without a path.
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const joint = name === '' ? '' : name.startsWith('urn:') ? `${name}:` : `${name}.`
      for (const [key, part] of Object.entries(value)) set(`${joint}${key}`, part)
    }
  }
  for (const { op, path = '', value } of operations as { op: string; path?: string; value?: unknown }[])
    set(path, /^remove$/i.test(op) ? '' : value)
  return changes
}

function written(property: string, value: unknown, fault: string): [property: string, value: unknown] {
  if (property === 'email') return [property, addressIn(value)]
  if (property === 'suspended') return [property, fault === 'lost-suspend' ? false : !/^true$/i.test(String(value))]
  if (property === 'displayname' && fault === 'truncated-name') return [property, String(value).slice(0, 20)]
  if (fault === 'swapped-fields' && property === 'firstname') return ['lastname', value]
  if (fault === 'swapped-fields' && property === 'lastname') return ['firstname', value]
  return [property, value ?? '']
}

/** The one address of a system user. */
function addressIn(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? ''
  const chosen = (value as Json[]).find(({ type }) => type === 'work') ?? (value as Json[])[0]
  return chosen?.['value'] ?? ''
}

/** The SCIM user that a system user is. */
export function showUser(user: Json, base: string, fault: string): Json {
  const active = user['suspended'] !== true && user['password_expired'] !== true
  const shown: Json = {
    schemas: [USER, ENTERPRISE],
    id: user['_id'],
    emails: [{ type: 'work', primary: true, value: user['email'] }],
    active: fault === 'text-boolean' ? (active ? 'True' : 'False') : active,
    meta: {
      resourceType: 'User',
      created: user['created'],
      lastModified: user['created'],
      location: `${base}/Users/${user['_id']}`,
    },
  }
  const [name, enterprise]: [Json, Json] = [{}, {}]
  for (const [scim, property] of TABLE) {
    const value = user[property]
    if (value === '' || value === null || value === undefined) continue
    const leaf = scim.split(/[.:]/).at(-1) ?? scim
    const holder = scim.startsWith('urn:') ? enterprise : scim.startsWith('name.') ? name : shown
    holder[leaf] = value
  }
  if (Object.keys(name).length > 0) shown['name'] = name
  if (Object.keys(enterprise).length > 0) shown[ENTERPRISE] = enterprise
  else shown['schemas'] = [USER]
  return shown
}

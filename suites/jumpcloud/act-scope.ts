import type { ScimAct } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { TABLE } from './table.ts'

/** The properties of a user that one or more SCIM requests may change in JumpCloud. */
export interface ActScope {
  /** Properties of the table that the requests name. */
  readonly properties: ReadonlySet<string>
  /** True if a request names an attribute outside the table, so that a server may store it in any property. */
  readonly hasUnlisted: boolean
  /** True if `active` is the only attribute that the requests name. */
  readonly isSwitch: boolean
  readonly isDeletion: boolean
}

/** Attributes of a request that contain no value to store. */
const FORMAL = /^(?:schemas|id|meta|externalid|password)(?:\.|$)/

const E = ENTERPRISE_USER_SCHEMA.toLowerCase()
const CORE = USER_SCHEMA.toLowerCase()
const EVERYTHING = 'everything'

/** Puts a target attribute into the form in which the rows below are compared: lower case, without a value filter. */
const normalized = (target: string): string => {
  const plain = target
    .toLowerCase()
    .replace(/\[.*\]/s, '')
    .replace(`${CORE}:`, '')
    .trim()
  // A user has one email address in JumpCloud, so every part of `emails` means that address.
  return plain.replace(/^emails\..*$/, 'emails')
}

const ROWS = TABLE.map(({ target, property }) => ({ name: normalized(target), property }))

/** Returns what the requests of one write may change. */
export function scopeOf(acts: readonly ScimAct[]): ActScope {
  const names = new Set(acts.flatMap(attributesOf))
  const properties = new Set<string>()
  let hasUnlisted = false
  for (const name of names) {
    const rows = ROWS.filter((row) => name === EVERYTHING || isNamedBy(row.name, name))
    for (const { property } of rows) properties.add(property)
    if (rows.length === 0 && !FORMAL.test(name)) hasUnlisted = true
  }
  return {
    properties,
    hasUnlisted,
    isSwitch: names.size > 0 && [...names].every((name) => name === 'active'),
    isDeletion: acts.some(({ method }) => method === 'DELETE'),
  }
}

/**
 * Returns whether a request names a row: directly, by its parent (`name`, the extension), or by the bare name of an
 * extension's attribute.
 */
function isNamedBy(row: string, name: string): boolean {
  return row === name || row.startsWith(`${name}.`) || row.startsWith(`${name}:`) || row === `${E}:${name}`
}

function attributesOf({ method, path, body }: ScimAct): string[] {
  if (method === 'DELETE') return []
  // A replacement also clears attributes that it omits; other endpoints may change any property of the table.
  if (method === 'PUT' || !/^\/Users(?:\/|$)/.test(path) || !isJsonObject(body)) return [EVERYTHING]
  if (method === 'POST') return membersOf(body)
  const operations = Object.entries(body).find(([name]) => name.toLowerCase() === 'operations')?.[1]
  if (!Array.isArray(operations)) return [EVERYTHING]
  return operations.flatMap((operation) => {
    const { path: target, value } = isJsonObject(operation) ? operation : {}
    if (typeof target === 'string' && target !== '') {
      const name = normalized(target)
      return name === E && isJsonObject(value) ? membersOf({ [E]: value }) : [name]
    }
    return isJsonObject(value) ? membersOf(value) : [EVERYTHING]
  })
}

/** Returns the attributes of an object; those of the extension are named by their URN. */
function membersOf(holder: object): string[] {
  return Object.entries(holder).flatMap(([name, value]) => {
    const plain = normalized(name)
    if (plain === E && isJsonObject(value)) return Object.keys(value).map((part) => `${E}:${part.toLowerCase()}`)
    if (plain === CORE && isJsonObject(value)) return membersOf(value)
    if (plain === 'name' && isJsonObject(value)) return Object.keys(value).map((part) => `name.${part.toLowerCase()}`)
    return [plain]
  })
}

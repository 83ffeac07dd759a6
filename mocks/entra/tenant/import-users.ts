import { createRequire } from 'node:module'
import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { SourceValue } from '../expression/source-object.ts'
import { normalizeNames } from './attribute-names.ts'
import { readGraphObject } from './graph-object.ts'
import { type SourceUser, sourceUserWith } from './source-user.ts'

const load = createRequire(import.meta.url)

/** Users imported from a file. */
export interface ImportedUsers {
  readonly users: readonly SourceUser[]
  /** Object ids of users whose account is disabled. */
  readonly disabled: readonly string[]
  /** The object id of the manager by that of the user: only Graph JSON with `$expand=manager` contains it. */
  readonly managers: ReadonlyMap<string, string>
}

/** The file contains no readable users. The message gives the line and a remedy. */
export class InvalidTenantFile extends Error {
  override readonly name = 'InvalidTenantFile'
}

/** The maximum number of bytes to read from a file. */
const MAX_SIZE = 256 * 1024 * 1024

/**
 * Reads users from a CSV (Entra's "Download users", the Microsoft 365 admin center, `Export-Csv`) or from JSON: pages
 * of Graph's `GET /users` or `/users/delta`, a list, one user, also as `ConvertTo-Json` writes them. A user needs an
 * object id and a user principal name; other columns become attributes. Throws InvalidTenantFile.
 */
export function importUsers(text: string): ImportedUsers {
  if (text.length > MAX_SIZE) throw new InvalidTenantFile(`the file is larger than ${MAX_SIZE} bytes; split it`)
  const plain = text.replace(/^\uFEFF/, '')
  const rows = /^\s*[[{]/.test(plain) ? graphUsers(plain) : csvUsers(plain)
  const isDelta = rows.some(({ row }) => row['@removed'] !== undefined)
  const current = isDelta ? lastOfEach(rows) : rows
  const seen = new Set<string>()
  const managers = new Map<string, string>()
  const disabled: string[] = []
  const users = current.map(({ row: given, where }) => {
    const row = normalizeNames(given)
    const user = userOf(row, where)
    if (seen.has(user.objectId))
      throw new InvalidTenantFile(`${where}: the object id ${user.objectId} is a duplicate; remove one of the rows`)
    seen.add(user.objectId)
    if (isDisabled(row)) disabled.push(user.objectId)
    const { manager } = row
    if (isJsonObject(manager) && typeof manager['id'] === 'string') managers.set(user.objectId, manager['id'])
    return user
  })
  if (users.length === 0)
    throw new InvalidTenantFile(isDelta ? 'every user of the file is removed' : 'the file has no users')
  return { users, disabled, managers }
}

interface ImportedRow {
  readonly row: JsonObject
  readonly where: string
}

/** The admin center writes the opposite of `accountEnabled`. */
function isDisabled(row: JsonObject): boolean {
  const [, blocked] =
    Object.entries(row).find(([name]) => /^(?:block (?:credential|sign-in)|sign-in blocked)$/i.test(name)) ?? []
  return /^false$/i.test(String(row['accountEnabled'] ?? 'true')) || /^true$/i.test(String(blocked ?? 'false'))
}

/**
 * A delta repeats a user that changed meanwhile; the last occurrence is the current one (Graph, "Get incremental
 * changes for users").
 */
function lastOfEach(rows: readonly ImportedRow[]): ImportedRow[] {
  const byId = new Map<unknown, ImportedRow>()
  for (const one of rows) {
    const id = one.row['id'] ?? one.row['Id'] ?? one.where
    byId.delete(id)
    byId.set(id, one)
  }
  return [...byId.values()].filter(({ row }) => row['@removed'] === undefined)
}

function csvUsers(text: string): ImportedRow[] {
  // Windows PowerShell writes the type of the objects first; Excel writes the separator first.
  const [, announced = '', table = ''] = /^((?:#TYPE [^\n]*\n|sep=.\r?\n)?)(.*)$/s.exec(text) ?? []
  const [heading = ''] = table.split('\n', 1)
  const delimiter = /^sep=(.)/.exec(announced)?.[1] ?? delimiterOf(heading)
  try {
    const { parse } = load('./csv-parser.ts') as typeof import('./csv-parser.ts')
    const records = parse(table, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      relax_column_count: false,
      delimiter,
    }) as Record<string, string>[]
    const first = announced === '' ? 2 : 3
    return records.map((row, index) => ({ row: withoutTypeNames(row), where: `row ${index + first}` }))
  } catch (error) {
    // The parser quotes the value, which may be of any length.
    const [fault] = (error instanceof Error ? error.message : String(error)).split(/, value is /)
    throw new InvalidTenantFile(`it is neither JSON nor a CSV with a line of column names: ${fault}`)
  }
}

/** Files with European settings have semicolons; a copy of a table has tabs. */
function delimiterOf(heading: string): string {
  const count = (delimiter: string): number => heading.split(delimiter).length
  return [';', '\t'].find((delimiter) => count(delimiter) > count(',')) ?? ','
}

/** `Export-Csv` writes the name of a type in place of a list or an object. */
function withoutTypeNames(row: Record<string, string>): Record<string, string> {
  const isTypeName = /^(?:System\.[\w.`[\], ]+|Microsoft\.Graph\.PowerShell\.Models\.\w+)(?:\[\])?$/
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, isTypeName.test(value) ? '' : value]))
}

function graphUsers(text: string): ImportedRow[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new InvalidTenantFile(
      `it is not JSON, though it begins like it: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  const users = usersOf(json)
  if (users === undefined)
    throw new InvalidTenantFile(
      'it has no "value" with users; save the response of GET https://graph.microsoft.com/v1.0/users',
    )
  return users.map((row, index) => {
    const where = `user ${index + 1}`
    if (!isJsonObject(row)) throw new InvalidTenantFile(`${where} is not an object`)
    const { error } = row
    if (isJsonObject(error)) throw new InvalidTenantFile(`it is an error of Graph: ${String(error['message'])}`)
    return { row, where }
  })
}

/** Returns the users of a page, of several pages one after another, of a list, or of a single user. */
function usersOf(json: unknown): readonly unknown[] | undefined {
  if (Array.isArray(json)) return json.flatMap((one) => pageOf(one) ?? [one])
  const page = pageOf(json)
  if (page !== undefined) return page
  const isUser = isJsonObject(json) && normalizeNames(json)['userPrincipalName'] !== undefined
  return isUser || (isJsonObject(json) && isJsonObject(json['error'])) ? [json] : undefined
}

function pageOf(json: unknown): readonly unknown[] | undefined {
  if (!isJsonObject(json)) return undefined
  const value = json['value'] ?? json['Value']
  return Array.isArray(value) ? value : undefined
}

function userOf(row: JsonObject, where: string): SourceUser {
  const attributes: Record<string, SourceValue> = { ...readGraphObject(row).attributes }
  // A CSV has "" where Graph has null.
  for (const [name, value] of Object.entries(attributes)) if (value === '') attributes[name] = null
  const required = (name: string): string => {
    const value = attributes[name]
    if (typeof value === 'string') return value
    const present = Object.keys(row).filter((known) => !known.startsWith('@'))
    throw new InvalidTenantFile(
      `${where} has no ${name}; save the users again with it (present: ${present.slice(0, 8).join(', ') || 'nothing'})`,
    )
  }
  const userPrincipalName = required('userPrincipalName')
  const { mailNickname } = attributes
  return sourceUserWith(attributes, {
    objectId: required('objectId'),
    userPrincipalName,
    // The download has no mailNickname; Entra derives it from the local part if none is given.
    mailNickname:
      typeof mailNickname === 'string' ? mailNickname : (userPrincipalName.split('@')[0] ?? userPrincipalName),
  })
}

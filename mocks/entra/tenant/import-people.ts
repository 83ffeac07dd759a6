import { parse } from 'csv-parse/sync'
import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { SourceValue } from '../mapping/source-object.ts'
import { readGraphObject } from './graph-object.ts'
import type { Person } from './person.ts'

/** People as they came from a file. */
export interface ImportedPeople {
  readonly people: readonly Person[]
  /** Object ids of those whose account is disabled. */
  readonly disabled: readonly string[]
  /** Object id of the manager by that of the person; only Graph JSON with `$expand=manager` tells it. */
  readonly managers: ReadonlyMap<string, string>
}

/** The file holds no people that could be read. The message names line and remedy. */
export class InvalidTenantFile extends Error {
  override readonly name = 'InvalidTenantFile'
}

/** Bytes of a file that are read at most. */
const MAX_SIZE = 256 * 1024 * 1024

/**
 * Reads people from Entra's "Download users" CSV, or from Graph's answer to `GET /users` (`{ "value": [...] }`, or the array alone). A person
 * needs an object id and a user principal name; other columns become attributes of the same name. Throws InvalidTenantFile.
 */
export function importPeople(text: string): ImportedPeople {
  if (text.length > MAX_SIZE) throw new InvalidTenantFile(`the file is larger than ${MAX_SIZE} bytes; split it`)
  const plain = text.replace(/^\uFEFF/, '')
  const rows = /^\s*[[{]/.test(plain) ? graphUsers(plain) : csvUsers(plain)
  const seen = new Set<string>()
  const managers = new Map<string, string>()
  const disabled: string[] = []
  const people = rows.map(({ row, where }) => {
    const person = personOf(row, where)
    if (seen.has(person.objectId)) throw new InvalidTenantFile(`${where}: the object id ${person.objectId} comes twice`)
    seen.add(person.objectId)
    if (/^false$/i.test(String(row['accountEnabled'] ?? 'true'))) disabled.push(person.objectId)
    const { manager } = row
    if (isJsonObject(manager) && typeof manager['id'] === 'string') managers.set(person.objectId, manager['id'])
    return person
  })
  if (people.length === 0) throw new InvalidTenantFile('the file has no people')
  return { people, disabled, managers }
}

interface ImportedRow {
  readonly row: JsonObject
  readonly where: string
}

function csvUsers(text: string): ImportedRow[] {
  try {
    const records = parse(text, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      relax_column_count: false,
    }) as Record<string, string>[]
    return records.map((row, index) => ({ row, where: `row ${index + 2}` }))
  } catch (error) {
    throw new InvalidTenantFile(
      `it is neither JSON nor a CSV with a line of column names: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function graphUsers(text: string): ImportedRow[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new InvalidTenantFile(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const value = Array.isArray(json) ? json : (json as JsonObject)['value']
  if (!Array.isArray(value))
    throw new InvalidTenantFile(
      'it has no "value" with users; save the answer of GET https://graph.microsoft.com/v1.0/users',
    )
  return value.map((row, index) => {
    if (!isJsonObject(row)) throw new InvalidTenantFile(`user ${index + 1} is no object`)
    return { row, where: `user ${index + 1}` }
  })
}

function personOf(row: JsonObject, where: string): Person {
  const attributes: Record<string, SourceValue> = { ...readGraphObject(row).attributes }
  // A CSV has "" where Graph has null.
  for (const [name, value] of Object.entries(attributes)) if (value === '') attributes[name] = null
  const required = (name: string): string => {
    const value = attributes[name]
    if (typeof value === 'string') return value
    throw new InvalidTenantFile(`${where} has no ${name}; download the users again with that column`)
  }
  const text = (name: string): string | null => {
    const value = attributes[name]
    return typeof value === 'string' ? value : null
  }
  const userPrincipalName = required('userPrincipalName')
  return {
    ...attributes,
    objectId: required('objectId'),
    userPrincipalName,
    // The download has no mailNickname; Entra makes it from the local part where nobody gives one.
    mailNickname: text('mailNickname') ?? userPrincipalName.split('@')[0] ?? userPrincipalName,
    displayName: text('displayName'),
    givenName: text('givenName'),
    surname: text('surname'),
    mail: text('mail'),
    jobTitle: text('jobTitle'),
    department: text('department'),
    employeeId: text('employeeId'),
    IsSoftDeleted: 'False',
  }
}

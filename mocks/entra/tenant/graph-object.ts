import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { AppRoleAssignment, SourceValue } from '../expression/source-object.ts'
import { normalizeNames } from './attribute-names.ts'

/** A Graph object as mappings read it, and the names of members that they cannot read. */
export interface ReadGraphObject {
  readonly attributes: Readonly<Record<string, SourceValue>>
  /** Members that are neither a single value, a list of strings nor role assignments, such as `assignedLicenses`. */
  readonly unreadable: readonly string[]
}

/** The names that Entra's mappings use for attributes with another name in Graph. */
const MAPPING_NAMES: Readonly<Record<string, string>> = {
  id: 'objectId',
  mobilePhone: 'mobile',
  officeLocation: 'physicalDeliveryOfficeName',
  faxNumber: 'facsimileTelephoneNumber',
}

/** Members whose parts Entra's mappings read as attributes of the object itself (`extensionAttribute1`, `costCenter`). */
const SPREAD_MEMBERS = new Set(['onPremisesExtensionAttributes', 'employeeOrgData'])

/**
 * Reads a user or group as Microsoft Graph returns it. Attributes keep Graph's name and also get the one that mappings
 * use (`mobilePhone`, `mobile`); the first of `businessPhones` is `telephoneNumber`; `onPremisesExtensionAttributes`
 * and `employeeOrgData` are flattened. Annotations (`@odata.…`) are left out. Names as PowerShell writes them are
 * accepted.
 */
export function readGraphObject(given: JsonObject): ReadGraphObject {
  const object = normalizeNames(given)
  const attributes: Record<string, SourceValue> = {}
  const unreadable: string[] = []
  for (const [name, value] of Object.entries(object)) {
    if (name.startsWith('@') || name.includes('@odata.') || value === undefined) continue
    if (SPREAD_MEMBERS.has(name) && isJsonObject(value)) {
      const inner = readGraphObject(value)
      for (const [part, read] of Object.entries(inner.attributes)) attributes[part] ??= read
      continue
    }
    const read = sourceValueOf(value)
    if (read === undefined) {
      unreadable.push(name)
      continue
    }
    attributes[name] = read
  }
  for (const [name, known] of Object.entries(MAPPING_NAMES)) {
    const value = attributes[name]
    if (value !== undefined && attributes[known] === undefined) attributes[known] = value
  }
  const phones = object['businessPhones']
  if (Array.isArray(phones) && attributes['telephoneNumber'] === undefined)
    attributes['telephoneNumber'] = typeof phones[0] === 'string' ? phones[0] : null
  return { attributes, unreadable }
}

function sourceValueOf(value: JsonValue): SourceValue | undefined {
  if (value === null || typeof value !== 'object') return value
  if (!Array.isArray(value)) return undefined
  if (value.every((element) => typeof element === 'string')) return value
  return value.every(isRoleAssignment) ? value : undefined
}

function isRoleAssignment(element: unknown): element is AppRoleAssignment & JsonObject {
  return isJsonObject(element) && typeof element['value'] === 'string'
}

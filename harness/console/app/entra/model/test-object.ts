import type { Json, JsonObject, User } from '../graph/types.ts'
import { isObject, memberOf } from './json.ts'

/** Attributes of mappings whose properties have other names in Graph. */
const RENAMED: Readonly<Record<string, string>> = {
  id: 'objectId',
  faxNumber: 'facsimileTelephoneNumber',
  mobilePhone: 'mobile',
  officeLocation: 'physicalDeliveryOfficeName',
}

/** Objects whose members are separate attributes in mappings. */
const SPREAD = ['employeeOrgData', 'onPremisesExtensionAttributes']

/** Properties that no expression can read. */
const LEFT_OUT = ['manager', 'deletedDateTime', 'accountEnabled']

/**
 * Converts a user to the test object of `parseExpression`: the attributes that have a value, by the names of
 * mappings. Entra computes IsSoftDeleted; here it depends only on accountEnabled.
 */
export function testProperties(user: User): readonly JsonObject[] {
  const flat = Object.entries(user).flatMap(([name, value]): (readonly [string, Json])[] => {
    if (name.startsWith('@') || LEFT_OUT.includes(name)) return []
    if (SPREAD.includes(name)) return isObject(value) ? Object.entries(value) : []
    return [[RENAMED[name] ?? name, value]]
  })
  const phones = memberOf(user, 'businessPhones')
  const [phone] = Array.isArray(phones) ? (phones as readonly Json[]) : []
  const isDeleted = user['accountEnabled'] === false || typeof user['deletedDateTime'] === 'string'
  return [
    ...flat,
    ['telephoneNumber', phone ?? null] as const,
    ['IsSoftDeleted', isDeleted ? 'True' : 'False'] as const,
  ]
    .filter(([, value]) => value !== null && !isObject(value) && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => ({ key, value }))
}

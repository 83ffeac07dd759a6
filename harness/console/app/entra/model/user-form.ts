import type { Json, JsonObject, User } from '../graph/types.ts'
import { isObject, memberOf } from './json.ts'

/** A field of the form of a user: a property of Graph, and its name in the portal. */
export interface UserField {
  readonly property: string
  readonly label: string
  readonly isRequired?: boolean
  /** The object that contains the property. */
  readonly within?: 'employeeOrgData'
  /** True if the property is a list; the form edits its first element. */
  readonly isList?: boolean
}

/** The sections of the form, in the order of the portal. */
export const USER_SECTIONS: readonly { readonly title: string; readonly fields: readonly UserField[] }[] = [
  {
    title: 'Identity',
    fields: [
      { property: 'displayName', label: 'Display name', isRequired: true },
      { property: 'givenName', label: 'First name' },
      { property: 'surname', label: 'Last name' },
      { property: 'userPrincipalName', label: 'User principal name', isRequired: true },
      { property: 'mailNickname', label: 'Mail nickname', isRequired: true },
      { property: 'mail', label: 'Email' },
      { property: 'preferredLanguage', label: 'Preferred language' },
    ],
  },
  {
    title: 'Job information',
    fields: [
      { property: 'jobTitle', label: 'Job title' },
      { property: 'department', label: 'Department' },
      { property: 'companyName', label: 'Company name' },
      { property: 'employeeId', label: 'Employee ID' },
      { property: 'employeeType', label: 'Employee type' },
      { property: 'costCenter', label: 'Cost center', within: 'employeeOrgData' },
      { property: 'officeLocation', label: 'Office location' },
    ],
  },
  {
    title: 'Contact information',
    fields: [
      { property: 'businessPhones', label: 'Business phone', isList: true },
      { property: 'mobilePhone', label: 'Mobile phone' },
      { property: 'streetAddress', label: 'Street address' },
      { property: 'city', label: 'City' },
      { property: 'state', label: 'State or province' },
      { property: 'postalCode', label: 'ZIP or postal code' },
      { property: 'country', label: 'Country or region' },
    ],
  },
]

const FIELDS = USER_SECTIONS.flatMap(({ fields }) => fields)

/** The values of a form, by property; an absent value is the empty string. */
export type UserForm = Readonly<Record<string, string>>

/** Converts a user to the form. */
export const formOf = (user: User | undefined): UserForm =>
  Object.fromEntries(FIELDS.map((field) => [field.property, fieldValue(user, field)]))

function fieldValue(user: User | undefined, { property, within, isList = false }: UserField): string {
  const value = memberOf(within === undefined ? user : memberOf(user, within), property)
  const single: Json | undefined = isList && Array.isArray(value) ? (value as readonly Json[])[0] : value
  return typeof single === 'string' ? single : ''
}

/** Returns the properties in which a form differs from a user, in the form of Graph; an emptied property is null. */
export function changedProperties(user: User | undefined, form: UserForm): JsonObject {
  const before = formOf(user)
  const changed = FIELDS.filter(({ property }) => (form[property] ?? '') !== before[property])
  return Object.fromEntries(
    changed.map(({ property, within, isList = false }): [string, Json] => {
      const text = form[property] ?? ''
      if (within !== undefined) {
        const siblings = memberOf(user, within)
        return [within, { ...(isObject(siblings) ? siblings : {}), [property]: text === '' ? null : text }]
      }
      return [property, isList ? listWith(memberOf(user, property), text) : text === '' ? null : text]
    }),
  )
}

/** Replaces only the first element of a list. */
function listWith(value: Json | undefined, text: string): Json {
  const [, ...more] = Array.isArray(value) ? (value as readonly Json[]) : []
  return text === '' ? more : [text, ...more]
}

/** Returns the names of empty required fields. */
export const missingFields = (form: UserForm): readonly string[] =>
  FIELDS.filter(({ property, isRequired }) => isRequired === true && (form[property] ?? '').trim() === '').map(
    ({ label }) => label,
  )

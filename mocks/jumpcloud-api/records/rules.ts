import { KEYWORDS } from '../schema/keywords.ts'
import type { Switches } from '../settings/switches.ts'
import { ApiError, type Violation } from '../wire/api-error.ts'
import type { JsonSchema } from '../wire/json.ts'
import { PROPERTIES } from './properties.ts'

/** One rule of the API's validation: a condition on one field, and the message of its violation. */
export interface ValidationRule {
  readonly id: string
  readonly field: string
  /** The message of the response. */
  readonly says: string
  /** The schema of the field; absent if the rule depends on stored data. */
  readonly schema?: JsonSchema
}

interface Row extends ValidationRule {
  readonly when?: (switches: Switches) => boolean
}

/** The schema of a value that is neither null nor blank. */
const PRESENT: JsonSchema = { not: { type: 'null' }, pattern: '\\S' }

/** Returns the schema for the names of custom attributes. */
const named = (name: JsonSchema): JsonSchema => ({ items: { required: ['name'], properties: { name } } })

/**
 * The provisioning article's rules for username and e-mail, and other rules that no type or limit expresses, one per
 * row; rules of the same field are applied in order.
 */
const ROWS: readonly Row[] = [
  {
    id: 'username-required',
    field: 'username',
    says: 'username is required',
    schema: PRESENT,
  },
  {
    id: 'username-no-email',
    field: 'username',
    says: 'username may not be an email address',
    schema: { not: { type: 'string', pattern: '@' } },
  },
  {
    id: 'username-no-special-characters',
    field: 'username',
    says: 'username may contain letters, numbers, ".", "_" and "-" and begins with a letter',
    schema: { pattern: '^[A-Za-z][A-Za-z0-9._\\-]*$' },
    when: ({ usernames }) => usernames === 'documented',
  },
  {
    id: 'username-no-special-characters',
    field: 'username',
    says: 'username may contain neither blanks nor control characters',
    schema: { pattern: '^[^\\s@\\p{Cc}]+$' },
    when: ({ usernames }) => usernames === 'lenient',
  },
  { id: 'username-unique', field: 'username', says: 'User already exists' },
  {
    id: 'username-bound',
    field: 'username',
    says: 'username cannot be changed while the user is bound to a resource',
  },
  {
    id: 'email-required',
    field: 'email',
    says: 'email is required',
    schema: PRESENT,
  },
  {
    id: 'email-format',
    field: 'email',
    says: 'email is not an email address',
    schema: { pattern: '^[^\\s@"(),:;<>\\[\\\\\\]]+@[^\\s@.]+(?:\\.[^\\s@.]+)+$' },
  },
  { id: 'email-unique', field: 'email', says: 'User already exists' },
  { id: 'employeeidentifier-unique', field: 'employeeIdentifier', says: 'User already exists' },
  { id: 'state-conflict', field: 'state', says: 'Cannot save conflicting state and suspended fields.' },
  { id: 'manager-exists', field: 'manager', says: 'manager must be the id of another user' },
  {
    id: 'mfa-staged',
    field: 'mfa',
    says: 'exclusionUntil cannot be set for a STAGED user; set exclusionDays',
  },
  { id: 'mfa-exclusion-until', field: 'mfa', says: 'exclusionUntil must be a date-time' },
  {
    id: 'attribute-names-no-spaces',
    field: 'attributes',
    says: 'Attribute names may not contain spaces',
    schema: named({ pattern: '^\\S*$' }),
  },
  {
    id: 'attribute-names-alphanumeric',
    field: 'attributes',
    says: 'Attribute names may only contain letters and numbers',
    schema: named({ pattern: '^[A-Za-z0-9]+$' }),
  },
]

/** Returns the rules in the schema of a field, in order. */
export function carriedRules(field: string, switches: Switches): ValidationRule[] {
  return ROWS.filter((row) => row.field === field && row.schema !== undefined && (row.when?.(switches) ?? true))
}

/** Returns the whole table: the rows above, then types, limits and enumerations of the published specification. */
export function validationRules(switches: Switches): readonly ValidationRule[] {
  const own = ROWS.filter(({ when }) => when?.(switches) ?? true).map(({ when: _, ...rule }) => rule)
  const limits = PROPERTIES.filter(({ setBy }) => setBy.length > 0).flatMap(({ name, schema, accepted = schema }) =>
    ['type', 'maxLength', 'minimum', 'enum'].flatMap((keyword): ValidationRule[] => {
      const limit = accepted[keyword]
      const known = KEYWORDS[keyword]
      if (limit === undefined || known === undefined) return []
      const id = `${name.toLowerCase()}-${known.id}`
      return [{ id, field: name, says: known.says(name, limit), schema: { [keyword]: limit } }]
    }),
  )
  return [...own, ...limits]
}

/**
 * Creates the error of a rule that only stored data can violate; `more` is appended to the rule's message. Throws
 * RangeError for an unknown id.
 */
export function ruleError(id: string, status = 400, more = ''): ApiError {
  const rule = ROWS.find((row) => row.id === id)
  if (rule === undefined) throw new RangeError(`unknown rule ${id}`)
  const violation: Violation = { rule: id, field: rule.field, message: rule.says + more }
  return new ApiError(status, violation.message, [violation])
}

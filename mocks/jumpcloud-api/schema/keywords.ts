/** The name and the message of a violation of a JSON Schema keyword. */
interface Keyword {
  /** The suffix of the rule's id. */
  readonly id: string
  readonly says: (field: string, limit: unknown) => string
}

const list = (values: unknown): string =>
  (Array.isArray(values) ? values : [values]).filter((value) => value !== null && value !== 'null').join(', ')
const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`)

/** The keywords by which bodies are validated, one per line. */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  required: { id: 'required', says: (field) => `${field} is required` },
  type: {
    id: 'type',
    says: (field, types) => `${field} must be ${article(list(types).replace(/, (\w+)$/, ' or $1'))}`,
  },
  maxLength: { id: 'max-length', says: (field, limit) => `${field} may have at most ${limit} characters` },
  minLength: { id: 'required', says: (field) => `${field} is required` },
  minimum: { id: 'minimum', says: (field, limit) => `${field} must be at least ${limit}` },
  maximum: { id: 'maximum', says: (field, limit) => `${field} must be at most ${limit}` },
  maxItems: { id: 'max-items', says: (field, limit) => `${field} may have at most ${limit} elements` },
  enum: { id: 'enumeration', says: (field, values) => `${field} must be one of ${list(values)}` },
  format: { id: 'format', says: (field, format) => `${field} must be a ${format}` },
  pattern: { id: 'format', says: (field) => `${field} has a wrong format` },
  additionalProperties: { id: 'unknown', says: (field) => `unknown property ${field}` },
}

import type { ErrorObject, ValidateFunction } from 'ajv'
import { lazyAjv } from '../../reports/schema/index.ts'
import { MESSAGE_SCHEMAS } from './message-schemas.ts'

const ajv = lazyAjv({ allErrors: true, strict: false })
const compiled = new Map<string, ValidateFunction>()

/**
 * Lists the violations of the JSON Schema of a resource or message in a body; empty if it conforms. Throws for an
 * unknown name.
 */
export function schemaViolations(body: unknown, name: string): string[] {
  const validate = compiled.get(name) ?? compile(name)
  if (validate(body)) return []
  // Failed alternatives ("must be null; must match a schema in anyOf") say nothing more about the fault of the value.
  const errors = (validate.errors ?? []).filter(
    ({ keyword, schemaPath }) => keyword !== 'anyOf' && !/anyOf\/[1-9]/.test(schemaPath),
  )
  return [...new Set((errors.length > 0 ? errors : (validate.errors ?? [])).map(explain))].slice(0, 5)
}

function compile(name: string): ValidateFunction {
  const schema = MESSAGE_SCHEMAS[name]
  if (schema === undefined)
    throw new Error(`unknown JSON Schema ${name}; available: ${Object.keys(MESSAGE_SCHEMAS).join(', ')}`)
  const validate = ajv().compile(schema)
  compiled.set(name, validate)
  return validate
}

function explain({ instancePath, keyword, message = 'is wrong', params }: ErrorObject): string {
  const place = instancePath === '' ? 'the body' : instancePath.slice(1).replaceAll('/', '.')
  const write = PHRASES[keyword]
  return `${place} ${write === undefined ? message : write(params)}`
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'a boolean',
  integer: 'an integer',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string',
}
const quoted = (values: unknown): string =>
  (Array.isArray(values) ? values : [values]).map((value) => JSON.stringify(value)).join(' or ')
const typeNames = (types: unknown): string =>
  String(types)
    .split(',')
    .map((type) => TYPES[type] ?? type)
    .join(' or ')

/** The messages of violations, by keyword of JSON Schema. */
const PHRASES: Readonly<Record<string, (params: ErrorObject['params']) => string>> = {
  type: ({ type }) => `must be ${typeNames(type)}`,
  required: ({ missingProperty }) => `has no ${missingProperty}`,
  additionalProperties: ({ additionalProperty }) => `has the unknown member ${additionalProperty}`,
  const: ({ allowedValue }) => `must be ${quoted(allowedValue)}`,
  enum: ({ allowedValues }) => `must be ${quoted(allowedValues)}`,
  contains: () => 'lacks a required value',
  minLength: () => 'must not be empty',
  minItems: ({ limit }) => `must have at least ${limit} ${limit === 1 ? 'element' : 'elements'}`,
}

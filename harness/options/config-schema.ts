import { CAPABILITIES } from '../facts/capability.ts'
import type { OptionRow, OptionTable, OptionValue } from './option.ts'
import { provisionOptions } from './provision-options.ts'
import { runOptions } from './run-options.ts'

/** Matches a string that is not blank. */
const NOT_BLANK = '\\S'

/** The JSON Schema of `rehearsal.config.json`, generated from the table of options. */
export const configSchema: object = build()

function build(): object {
  const { header, ...named } = runOptions
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of scim-rehearsal',
    description:
      'rehearsal.config.json: every option by the name of its flag in camelCase; flags override the file. Paths are relative to the file.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...propertiesOf(named),
      headers: { ...valueSchema(header.value), description: 'further headers by name' },
      capabilities: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(CAPABILITIES.map((name) => [name, { type: 'boolean' }])),
        description: 'features of the target, if its ServiceProviderConfig is missing or wrong',
      },
      provision: {
        type: 'object',
        additionalProperties: false,
        description: 'options of provision and on-demand',
        properties: propertiesOf(provisionOptions),
      },
    },
  }
}

function propertiesOf(table: OptionTable): Record<string, object> {
  const rows = Object.entries(table).filter(([, { once }]) => once !== true)
  return Object.fromEntries(rows.map(([name, row]) => [name, propertyOf(row)]))
}

function propertyOf({ value, repeats, help, default: usual }: OptionRow): object {
  const schema = repeats === true ? { type: 'array', items: valueSchema(value) } : valueSchema(value)
  return { ...schema, description: help, ...(usual === undefined ? {} : { default: usual }) }
}

function valueSchema(value: OptionValue): object {
  switch (value.kind) {
    case 'switch':
      return { type: 'boolean' }
    case 'string':
      return { type: 'string', minLength: 1, pattern: value.pattern ?? NOT_BLANK }
    case 'budget':
      return { type: 'string', minLength: 6 }
    case 'path':
      return { type: 'string', minLength: 1, pattern: NOT_BLANK }
    case 'integer':
      return {
        type: 'integer',
        minimum: value.minimum,
        ...(value.maximum === undefined ? {} : { maximum: value.maximum }),
      }
    case 'rate':
      return { type: 'number', exclusiveMinimum: 0 }
    case 'word':
      return { enum: [...value.words] }
    case 'day':
      return { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }
    case 'settings':
      return { type: 'object', additionalProperties: false, properties: value.properties }
    case 'header':
      return {
        type: 'object',
        additionalProperties: { type: 'string', minLength: 1, pattern: NOT_BLANK },
        propertyNames: { pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" },
      }
  }
}

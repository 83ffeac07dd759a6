import type { ErrorObject } from 'ajv'
import { nearest } from '../../mocks/text/index.ts'
import { lazyValidator } from '../../reports/schema/index.ts'
import { configSchema } from './config-schema.ts'

const validator = lazyValidator(configSchema, { allErrors: true, strict: false, verbose: true })

/** Returns the invalid keys of a configuration with the reasons; empty if it is valid. */
export function configFaults(config: unknown): string[] {
  const validate = validator()
  if (validate(config)) return []
  return [...new Set((validate.errors ?? []).map(faultOf))]
}

function faultOf({ instancePath, keyword, params, message, data, parentSchema }: ErrorObject): string {
  const key = instancePath.slice(1).replaceAll('/', '.')
  if (key !== '' && (data === undefined || data === null || isBlank(data))) return describeUnset(key, data)
  switch (keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty'])
      const near = nearest(name, Object.keys((parentSchema?.['properties'] as object | undefined) ?? {}))
      const hint = near === undefined ? '' : `; did you mean ${near}?`
      return `${key === '' ? name : `${key}.${name}`} is not an option${hint}`
    }
    case 'enum':
      return `${key} takes ${(params['allowedValues'] as readonly string[]).join(', ')}, not ${shown(data, key)}`
    case 'propertyNames':
    case 'pattern':
      return `${key} ${message ?? 'is wrong'}`
    case 'type':
      return `${key === '' ? 'the configuration' : key} ${message ?? 'is of another type'}, not ${shown(data, key)}`
    default:
      return `${key} ${message ?? 'is wrong'}, not ${shown(data, key)}`
  }
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === ''

/** Describes a value without content, which is usually that of a variable that is not set. */
export function describeUnset(key: string, value: unknown): string {
  const instead = key === 'target' ? 'or write embedded: true for the embedded stack' : `or leave ${key} out`
  return `${key} is ${isBlank(value) ? 'empty' : String(value)}; set the variable that it is read from, ${instead}`
}

/** Options whose value may be a secret, or contain one. */
const SECRET_KEYS = /^(?:token|headers|oauthClientSecret|target|spawn|oauthTokenUrl|mailVia)$/

function shown(value: unknown, path = ''): string {
  if (value !== null && typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object'
  if (value !== null && path.split('.').some((key) => SECRET_KEYS.test(key))) return `a ${typeof value}`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { nearest } from '../../mocks/entra/index.ts'
import { configSchema } from '../options/config-schema.ts'

let compiled: ValidateFunction | undefined

/** Names each key of a configuration that is wrong, and why; empty where all is well. */
export function configFaults(config: unknown): string[] {
  // Compiled when first needed: most commands never need it.
  compiled ??= new Ajv({ allErrors: true, strict: false, verbose: true }).compile(configSchema)
  if (compiled(config)) return []
  return (compiled.errors ?? []).map(faultOf)
}

function faultOf({ instancePath, keyword, params, message, data, parentSchema }: ErrorObject): string {
  const key = instancePath.slice(1).replaceAll('/', '.')
  switch (keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty'])
      const near = nearest(name, Object.keys((parentSchema?.['properties'] as object | undefined) ?? {}))
      const hint = near === undefined ? '' : `; did you mean ${near}?`
      return `${key === '' ? name : `${key}.${name}`} is no option${hint}`
    }
    case 'enum':
      return `${key} takes ${(params['allowedValues'] as readonly string[]).join(', ')}, not ${JSON.stringify(data)}`
    case 'propertyNames':
    case 'pattern':
      return `${key} ${message ?? 'is wrong'}`
    case 'type':
      return `${key === '' ? 'the configuration' : key} ${message ?? 'is of another type'}, not ${shown(data)}`
    default:
      return `${key} ${message ?? 'is wrong'}, not ${shown(data)}`
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { JsonValue } from '../../../protocol/index.ts'
import { SCHEMAS } from '../schemas/schemas.ts'
import { badRequest, type ErrorDetail } from '../wire/graph-error.ts'

const DOCUMENT = 'graph'
const MAX_FAULTS = 20

let ajv: Ajv2020 | undefined
const compiled = new Map<string, ValidateFunction>()

/** The validator of a component schema; compiled when first needed. */
function validatorOf(name: string): ValidateFunction {
  const known = compiled.get(name)
  if (known !== undefined) return known
  if (ajv === undefined) {
    ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false, allowUnionTypes: true })
    addFormats.default(ajv)
    ajv.addVocabulary(['components'])
    ajv.addSchema({ $id: DOCUMENT, components: { schemas: SCHEMAS } })
  }
  const validator = ajv.compile({ $ref: `${DOCUMENT}#/components/schemas/${name}` })
  compiled.set(name, validator)
  return validator
}

/** Returns the faults of a value by a schema; empty if it is valid. */
export function schemaViolations(schema: string, value: JsonValue): readonly ErrorDetail[] {
  const validate = validatorOf(schema)
  if (validate(value)) return []
  return (validate.errors ?? []).slice(0, MAX_FAULTS).map(detailOf)
}

/** Throws a GraphError that lists every violation if a body is not valid. */
export function assertBody(schema: string, body: JsonValue): void {
  const faults = schemaViolations(schema, body)
  const [first] = faults
  if (first !== undefined) throw badRequest(first.message, faults)
}

/** Formats an error in Graph's wording if that is known. */
function detailOf({ keyword, instancePath, params, message = '' }: ErrorObject): ErrorDetail {
  const place = instancePath.slice(1).replaceAll('/', '.')
  switch (keyword) {
    case 'required': {
      const name = String(params['missingProperty'])
      return {
        code: 'MissingProperty',
        target: name,
        message: `A value is required for property '${name}'${place === '' ? '' : ` of '${place}'`}.`,
      }
    }
    case 'additionalProperties': {
      const name = String(params['additionalProperty']).slice(0, 100)
      return {
        code: 'InvalidProperty',
        target: name,
        message: `Invalid property '${name}'${place === '' ? '' : ` in '${place}'`}.`,
      }
    }
    default:
      return {
        code: 'InvalidValue',
        target: place === '' ? 'body' : place,
        message: `Invalid value specified for ${place === '' ? 'the body' : `property '${place}'`}: it ${message}.`,
      }
  }
}

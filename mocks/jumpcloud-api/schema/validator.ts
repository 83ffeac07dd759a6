import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { JsonSchema, JsonValue } from '../wire/json.ts'

/** Validates values against the component schemas. */
export interface Validator {
  /** Returns the first error; undefined if the value is valid. */
  check(schema: string, value: JsonValue | undefined, isList?: boolean): ErrorObject | undefined
  /** Returns all errors. */
  errors(schema: string, value: JsonValue | undefined, isList?: boolean): readonly ErrorObject[]
}

const DOCUMENT = 'jumpcloud'

/**
 * Creates a validator of component schemas that refer to each other as `#/components/schemas/NAME`; each is compiled on
 * first use.
 */
export function createValidator(schemas: Readonly<Record<string, JsonSchema>>): Validator {
  const first = judges(schemas, false)
  const all = judges(schemas, true)
  return {
    check: (schema, value, isList) => {
      const judge = first(schema, isList)
      return judge(value) ? undefined : judge.errors?.[0]
    },
    errors: (schema, value, isList) => {
      const judge = all(schema, isList)
      return judge(value) ? [] : (judge.errors ?? [])
    },
  }
}

type Judge = (name: string, isList?: boolean) => ValidateFunction

function judges(schemas: Readonly<Record<string, JsonSchema>>, allErrors: boolean): Judge {
  let ajv: Ajv2020 | undefined
  const compiled = new Map<string, ValidateFunction>()
  const make = (reference: JsonSchema): ValidateFunction => {
    if (ajv === undefined) {
      ajv = new Ajv2020({ allErrors, verbose: true, strictTypes: false, strictRequired: false })
      addFormats.default(ajv)
      ajv.addVocabulary(['components'])
      ajv.addSchema({ $id: DOCUMENT, components: { schemas } })
    }
    return ajv.compile(reference)
  }
  return (name, isList = false) => {
    const key = `${name}${isList ? '[]' : ''}`
    const known = compiled.get(key)
    if (known !== undefined) return known
    const one = { $ref: `${DOCUMENT}#/components/schemas/${name}` }
    const judge = make(isList ? { type: 'array', items: one } : one)
    compiled.set(key, judge)
    return judge
  }
}

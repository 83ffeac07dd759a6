import { createRequire } from 'node:module'
import type { Ajv, Options, ValidateFunction } from 'ajv'

const load = createRequire(import.meta.url)

/** Returns a function that loads Ajv at its first call: Ajv has many modules, and most commands validate nothing. */
export function lazyAjv(options: Options): () => Ajv {
  let made: Ajv | undefined
  return () => {
    made ??= makeAjv(options)
    return made
  }
}

/** Returns a validator of a JSON Schema, which is compiled at its first use. */
export function lazyValidator<Value>(schema: object, options: Options): () => ValidateFunction<Value> {
  const ajv = lazyAjv(options)
  let compiled: ValidateFunction<Value> | undefined
  return () => {
    compiled ??= ajv().compile<Value>(schema)
    return compiled
  }
}

function makeAjv(options: Options): Ajv {
  const { Ajv } = load('ajv') as typeof import('ajv')
  const addFormats = load('ajv-formats') as typeof import('ajv-formats')
  const ajv = new Ajv(options)
  addFormats.default(ajv)
  return ajv
}

import { Ajv, type Options, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

/** A validator of a JSON Schema, compiled when first asked for: most commands never ask. */
export function lazyValidator<Value>(schema: object, options: Options): () => ValidateFunction<Value> {
  let compiled: ValidateFunction<Value> | undefined
  return () => {
    if (compiled !== undefined) return compiled
    const ajv = new Ajv(options)
    addFormats.default(ajv)
    compiled = ajv.compile<Value>(schema)
    return compiled
  }
}

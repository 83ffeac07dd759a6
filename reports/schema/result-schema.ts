import schema from './result.schema.json' with { type: 'json' }

/** The JSON Schema of result.json. */
export const resultSchema: object = schema

/** The vocabulary of SCIM: names, shapes and constants, no behaviour. */
export * from './core-schemas.ts'
export * from './json.ts'
export * from './messages.ts'
export * from './resource.ts'
export * from './schema-definition.ts'
export * from './urns.ts'

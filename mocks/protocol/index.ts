/** The types and constants of SCIM, without behaviour. */
export * from './core-schemas.ts'
export * from './json.ts'
export * from './messages.ts'
export * from './resource.ts'
export * from './schema-definition.ts'
export * from './urns.ts'

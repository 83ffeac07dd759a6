/** The mock Entra provisioning client. */
export type * from './mapping/mapped-attribute.ts'
export type * from './mapping/source-object.ts'
export type * from './mapping/synchronization-schema.ts'

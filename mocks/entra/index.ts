/** The mock Entra provisioning client. */
export * from './client/index.ts'
export * from './dialect/index.ts'
export * from './expression/index.ts'
export * from './mapping/index.ts'
export * from './provisioning/index.ts'
export { defaultSchema, jumpCloudSchema } from './schemas/index.ts'
export * from './tenant/index.ts'

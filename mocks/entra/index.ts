/** The mock Entra provisioning client. */
export * from './expression/index.ts'
export * from './mapping/index.ts'
export { defaultSchema, jumpCloudSchema } from './schemas/index.ts'

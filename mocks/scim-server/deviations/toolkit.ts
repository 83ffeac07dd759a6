/** The functions from which deviations are built. */
export * from './message-parts.ts'
export * from './request-conditions.ts'
export * from './rewriters.ts'

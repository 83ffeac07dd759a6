/** The result model and its renderers. */
export * from './model/index.ts'

/** Load tests: the type of their result, and its renderers. */
export { compareLoads, type LoadComparison } from './compare-loads.ts'
export { renderLoadHtml } from './load-html.ts'
export type * from './load-result.ts'
export { loadSchema, readLoadResult } from './load-schema.ts'
export { renderLoadText } from './load-text.ts'

/** Microsoft Graph's part of provisioning over the mock tenant: an Express application. */

export { NON_GALLERY_TEMPLATE } from './applications/application.ts'
export { createGraph, type GraphFacade } from './graph.ts'
export { graphDescription } from './openapi/description.ts'
export type { GraphOptions, GraphState } from './options.ts'
export { InvalidGraphState } from './state/graph-store.ts'
export { KEY_LENGTH } from './state/secret-box.ts'
export { readDuration } from './synchronization/graph-clock.ts'
export type { JobStates } from './synchronization/jobs.ts'

/** A limited HTTP exchange, shared by all code that sends requests: no SCIM, no JumpCloud, no retries. */
export { headerFault } from './as-transport-error.ts'
export * from './exchange.ts'
export { isLoopback } from './loopback.ts'
export { endOfString, isJson, isTooDeep, MAX_JSON_DEPTH, parseJson } from './parse-json.ts'
export { retryAfter } from './retry-after.ts'
export { type ConnectionOptions, openRoutes, type ProxyOptions, type Routes } from './routes.ts'
export * from './transport-error.ts'
export { createTransport, type PooledTransport, type TransportOptions } from './undici-transport.ts'

/**
 * HTTP exchanges with limits, for all code that sends requests. This folder knows neither SCIM nor JumpCloud, and does
 * not retry.
 */
export { headerFault } from './as-transport-error.ts'
export { decodeQuery, decodeUrl } from './decode-url.ts'
export { eachConcurrently } from './each-concurrently.ts'
export { endOfString } from './end-of-string.ts'
export * from './exchange.ts'
export { isLoopback } from './loopback.ts'
export { isJson, isTooDeep, MAX_JSON_DEPTH, parseJson } from './parse-json.ts'
export { retryAfter } from './retry-after.ts'
export { type ConnectionOptions, openRoutes, type ProxyOptions, type Routes } from './routes.ts'
export * from './transport-error.ts'
export { createTransport, type PooledTransport, type TransportOptions } from './undici-transport.ts'

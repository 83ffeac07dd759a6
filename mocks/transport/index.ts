/** One bounded HTTP exchange, shared by all who send requests: no SCIM, no JumpCloud, no retries. */
export * from './exchange.ts'
export { isLoopback } from './loopback.ts'
export { isTooDeep, MAX_JSON_DEPTH, parseJson } from './parse-json.ts'
export * from './transport-error.ts'
export {
  type ConnectionOptions,
  createTransport,
  type PooledTransport,
  type ProxyOptions,
  type TransportOptions,
} from './undici-transport.ts'

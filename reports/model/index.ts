export { asCurl, type CurlRequest } from './as-curl.ts'
export * from './reporter.ts'
export * from './result.ts'
export { resultFaults, resultSchema } from './validate-result.ts'

export * from './reporter.ts'
export * from './result.ts'
export { resultFaults, resultSchema } from './validate-result.ts'

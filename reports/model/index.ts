export * from './reporter.ts'
export * from './result.ts'

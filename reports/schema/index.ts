export { lazyAjv, lazyValidator } from './lazy-validator.ts'
export { resultSchema } from './result-schema.ts'

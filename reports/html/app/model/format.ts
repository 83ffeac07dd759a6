export { plural } from '../../../model/sentences.ts'
export { count, duration, instant } from '../../../page/model/index.ts'

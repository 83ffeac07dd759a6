export { decodeText } from './decode-text.ts'
export { nearest } from './nearest.ts'

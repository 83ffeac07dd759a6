import { randomBytes } from 'node:crypto'

/** The form of every id: 24 lower-case hexadecimal digits (MongoDB's ObjectId, as in the vendor's API). */
export const OBJECT_ID: RegExp = /^[0-9a-f]{24}$/

const SECOND = 1000
const COUNTER_LIMIT = 2 ** 24

/** Creates a generator of ids that sort in the order of creation: seconds, five random bytes, a counter. */
export function objectIds(now: () => Date): () => string {
  const process = randomBytes(5).toString('hex')
  let counter = 0
  return () => {
    counter = (counter + 1) % COUNTER_LIMIT
    const seconds = Math.floor(now().getTime() / SECOND) >>> 0
    return seconds.toString(16).padStart(8, '0') + process + counter.toString(16).padStart(6, '0')
  }
}

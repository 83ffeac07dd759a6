import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collector: ((options: object) => void) | undefined

/**
 * Collects garbage now. Node lets garbage grow with the memory of the machine: long responses would occupy a gigabyte,
 * of which a tenth is in use.
 */
export function collectGarbage(): void {
  if (collector === undefined) {
    setFlagsFromString('--expose-gc')
    collector = runInNewContext('gc') as (options: object) => void
  }
  collector({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collector: ((options: object) => void) | undefined

/**
 * Collects garbage now, and lets the heap grow slowly from the first call on. Node lets garbage grow with the memory
 * of the machine: long responses would occupy a gigabyte, of which a tenth is in use. Slow growth costs processor
 * time, so only a process that receives long responses uses it.
 */
export function collectGarbage(): void {
  collector ??= frugalCollector()
  collector({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

function frugalCollector(): (options: object) => void {
  setFlagsFromString('--expose-gc')
  // V8 reads both flags at each collection. Otherwise new objects get up to 128 MiB, and old ones twice what is in
  // use.
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=30')
  return runInNewContext('gc') as (options: object) => void
}

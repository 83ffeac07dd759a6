import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

/** Loads undici when a transport is created: it has more than a hundred modules, and most commands send nothing. */
export function loadUndici(): typeof import('undici') {
  return load('undici') as typeof import('undici')
}

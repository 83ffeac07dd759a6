import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './command.ts'

/** Reads a key or a certificate that tests use. */
export const pem = (name: string): string => readFileSync(join(root, 'harness/target/fixtures', name), 'utf8')

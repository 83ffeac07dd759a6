import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Register, Requirement } from './requirement.ts'

const loaded = new Map<string, Register>()

/** Reads every `*.json` of a folder of registers, once per process. Throws if two rows have the same id. */
export function loadRegister(folder: string): Register {
  const register = loaded.get(folder) ?? readRegister(folder)
  loaded.set(folder, register)
  return register
}

function readRegister(folder: string): Register {
  const register = new Map<string, Requirement>()
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.json')) continue
    for (const row of JSON.parse(readFileSync(join(folder, file), 'utf8')) as Requirement[]) {
      if (register.has(row.id)) throw new Error(`${file}: the requirement ${row.id} occurs twice in the registers`)
      register.set(row.id, row)
    }
  }
  return register
}

import type { ClientBehaviour, Dialect, EntraSwitches } from '../../mocks/entra/index.ts'
import { type Fidelity, InvalidFidelity, parseFidelity } from '../index.ts'
import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

/** Reads the file of `--fidelity`; undefined if none is given. Throws UsageError. */
export function readFidelity(file: string | undefined): Fidelity | undefined {
  if (file === undefined) return undefined
  try {
    return parseFidelity(readText(file, 1024 * 1024))
  } catch (error) {
    if (error instanceof InvalidFidelity) throw new UsageError(`--fidelity ${file}: ${error.message}`)
    throw error
  }
}

/** Returns the behaviour of the client: that of `--fidelity`, which the other flags override. Throws UsageError. */
export function clientBehaviour(flags: {
  readonly fidelity?: string | undefined
  readonly dialect?: Dialect
  readonly switch?: Partial<EntraSwitches>
}): ClientBehaviour {
  const fidelity = readFidelity(flags.fidelity)
  const dialect = flags.dialect ?? fidelity?.dialect
  return {
    ...(dialect === undefined ? {} : { dialect }),
    ...(fidelity?.activeAsText === undefined ? {} : { activeAsText: fidelity.activeAsText }),
    switches: { ...fidelity?.switches, ...flags.switch },
  }
}

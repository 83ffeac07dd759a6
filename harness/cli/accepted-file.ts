import { existsSync, writeFileSync } from 'node:fs'
import { type AcceptedFinding, accept, parseAccepted } from '../../reports/index.ts'
import { whyNotWritten } from './private-file.ts'
import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

/** The default file of known findings. */
export const ACCEPTED_FILE = 'rehearsal.accepted.json'

/** Reads the accepted findings; the default file may be missing. Throws UsageError. */
export function readAccepted(file: string | undefined): readonly AcceptedFinding[] {
  if (file === undefined && !existsSync(ACCEPTED_FILE)) return []
  const name = file ?? ACCEPTED_FILE
  const text = readText(name)
  try {
    return parseAccepted(text)
  } catch (error) {
    throw new UsageError(
      `${name} is not a list of accepted findings: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Adds a finding to the file, or replaces the one of the same check. */
export function writeAccepted(file: string | undefined, finding: AcceptedFinding): string {
  const name = file ?? ACCEPTED_FILE
  const known = existsSync(name) ? readAccepted(name) : []
  try {
    writeFileSync(name, `${JSON.stringify(accept(known, finding), null, 2)}\n`)
  } catch (error) {
    throw new UsageError(`${name} cannot be written: ${whyNotWritten(error)}`)
  }
  return name
}

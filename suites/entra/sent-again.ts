import { type CheckContext, shorten } from '../../harness/index.ts'
import type { Synchronisation } from '../../mocks/entra/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'

/** A change that Entra would send. */
export interface PendingChange {
  readonly op: string
  readonly target: string
  readonly value?: unknown
}

const SHOWN = 5
const LONGEST_VALUE = 80

/** Fails the check and names the changes if Entra, having just sent everything, would send any of them again. */
export function expectNothingSentAgain(
  { expect }: Pick<CheckContext, 'expect'>,
  changes: readonly PendingChange[],
  expected = 'no further request',
): void {
  if (changes.length === 0) return
  const named = changes.slice(0, SHOWN).map(nameOf)
  const rest = changes.length - named.length
  const list = `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  expect.fail(list, expected, `Entra would send ${list} again in the next cycle`)
}

function nameOf({ op, target, value }: PendingChange): string {
  const shown = value === undefined ? '' : ` ${shorten(JSON.stringify(value) ?? '', LONGEST_VALUE)}`
  return `\`${op} ${target}${shown}\``
}

/** Names the first operations of the PATCH that a synchronisation sent; empty if it sent no PATCH. */
export function sentOperations({ sent }: Pick<Synchronisation, 'sent'>): readonly string[] {
  const operations = Array.isArray(sent?.['Operations']) ? sent['Operations'].filter(isJsonObject) : []
  return operations
    .slice(0, SHOWN)
    .map(({ op, path, value }) =>
      nameOf({ op: String(op), target: typeof path === 'string' ? path : '(no path)', value }),
    )
}

/**
 * Describes what a synchronisation sent, as the end of a label: "after Entra sent `Replace active "False"` (answered
 * 200)".
 */
export function afterSending(synchronisation: Synchronisation): string {
  const { response } = synchronisation
  const named = sentOperations(synchronisation)
  const answered = response === undefined ? '' : ` (answered ${response.status})`
  return named.length === 0 ? `after the request${answered}` : `after Entra sent ${named.join(' and ')}${answered}`
}

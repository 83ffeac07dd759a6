/** The data that a restart resets (Graph, `synchronizationJobRestartCriteria.resetScope`). */
export type ResetScope =
  | 'None'
  | 'ConnectorDataStore'
  | 'Escrows'
  | 'Watermark'
  | 'QuarantineState'
  | 'Full'
  | 'ForceDeletes'

const NAMES: readonly ResetScope[] = [
  'None',
  'ConnectorDataStore',
  'Escrows',
  'Watermark',
  'QuarantineState',
  'Full',
  'ForceDeletes',
]

/** The scopes that `Full` includes. */
const FULL: readonly ResetScope[] = ['ConnectorDataStore', 'Escrows', 'Watermark', 'QuarantineState']

/** The string is not a list of reset scopes. The message lists the available ones. */
export class InvalidResetScope extends Error {
  override readonly name = 'InvalidResetScope'
}

/** Reads comma-separated scopes in any letter case, as in Graph's `resetScope`. Throws InvalidResetScope. */
export function parseResetScopes(text: string): readonly ResetScope[] {
  return text.split(',').map((part) => {
    const name = NAMES.find((known) => known.toLowerCase() === part.trim().toLowerCase())
    if (name !== undefined) return name
    throw new InvalidResetScope(`unknown reset scope ${JSON.stringify(part.trim())}; available: ${NAMES.join(', ')}`)
  })
}

/** Expands scopes into the individual ones. */
export function expandResetScopes(scopes: readonly ResetScope[]): ReadonlySet<ResetScope> {
  return new Set(scopes.flatMap((scope) => (scope === 'Full' ? FULL : [scope])))
}

/** The mock Entra client as a check plays it. */
export interface EntraPlayer {
  readonly dialect: 'legacy' | 'flagged'
}

/** Why a job is in quarantine (Graph, `quarantineReason`). */
export type QuarantineReason =
  | 'EncounteredBaseEscrowThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredQuarantineException'
  | 'TooManyDeletes'

/** Failures from which on a cycle is judged at all, by share, and in all with references ("roughly", says the documentation). */
export const QUARANTINE_LIMITS = { base: 5_000, share: 0.4, failures: 40_000, withReferences: 60_000 } as const

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Days of quarantine after which a job is disabled. */
export const QUARANTINE_DAYS = 28

/** Judges a cycle by its numbers (Entra documentation, "Application provisioning in quarantine status"); undefined where it is well enough. */
export function judgeFailures(cycle: {
  readonly failed: number
  readonly referencesFailed: number
  readonly succeeded: number
}): QuarantineReason | undefined {
  const { failed, referencesFailed, succeeded } = cycle
  if (failed + referencesFailed > QUARANTINE_LIMITS.withReferences) return 'EncounteredTotalEscrowThreshold'
  if (failed > QUARANTINE_LIMITS.failures) return 'EncounteredBaseEscrowThreshold'
  if (failed >= QUARANTINE_LIMITS.base && failed > (failed + succeeded) * QUARANTINE_LIMITS.share)
    return 'EncounteredEscrowProportionThreshold'
  return undefined
}

/** Milliseconds until the next attempt of a job in quarantine: from the ordinary interval gradually to once a day; the doubling is assumed. */
export function quarantineInterval(attempts: number, interval: number): number {
  return Math.min(interval * 2 ** Math.min(attempts, 10), DAY)
}

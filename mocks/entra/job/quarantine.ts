/** Why a job is in quarantine (Graph, `quarantineReason`). */
export type QuarantineReason =
  | 'EncounteredBaseEscrowThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredQuarantineException'
  | 'TooManyDeletes'

/**
 * The limits of failures: the number from which the share counts, the share, and the total including references
 * ("roughly", according to the documentation).
 */
export const QUARANTINE_LIMITS = { base: 5_000, share: 0.4, failures: 40_000, withReferences: 60_000 } as const

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Days of quarantine after which a job is disabled. */
export const QUARANTINE_DAYS = 28

/**
 * Returns the reason for a quarantine by the counts of a cycle (Entra documentation, "Application provisioning in
 * quarantine status"); undefined if there is none.
 */
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

/**
 * The minutes between the attempts of a job in quarantine; afterwards a day (Microsoft,
 * learn.microsoft.com/answers/a/1278038).
 */
const BACK_OFF = [30, 60, 120, 240, 480] as const

/** Returns the milliseconds until the next attempt of a job in quarantine after a number of failed cycles. */
export function quarantineInterval(attempts: number): number {
  const minutes = BACK_OFF[attempts - 1]
  return minutes === undefined ? DAY : minutes * MINUTE
}

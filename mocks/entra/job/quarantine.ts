/** Why a job is in quarantine (Graph, `quarantineReason`). */
export type QuarantineReason =
  | 'EncounteredBaseEscrowThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredQuarantineException'
  | 'TooManyDeletes'

/**
 * The numbers of failures from which a cycle is judged at all, by share, and in total with references ("roughly",
 * according to the documentation).
 */
export const QUARANTINE_LIMITS = { base: 5_000, share: 0.4, failures: 40_000, withReferences: 60_000 } as const

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Days of quarantine after which a job is disabled. */
export const QUARANTINE_DAYS = 28

/**
 * Judges a cycle by its counts (Entra documentation, "Application provisioning in quarantine status"); undefined if it
 * needs no quarantine.
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

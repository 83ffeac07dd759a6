import type { CheckResult } from './result.ts'

const BY_OUTCOME: Readonly<Record<string, number>> = { fail: 400, error: 200, warn: 100 }
const BY_VERDICT = { 'breaks-entra': 30, 'breaks-jumpcloud': 20, 'breaks-rfc': 0, tolerated: 0 }

/** Orders checks, the gravest first: failures, what is seen in production, what stops Entra; what is accepted comes last. */
export function gravestFirst(one: CheckResult, other: CheckResult): number {
  return gravity(other) - gravity(one)
}

function gravity({ outcome, verdict, impact, accepted }: CheckResult): number {
  const base = (BY_OUTCOME[outcome] ?? 0) + (verdict === undefined ? 0 : BY_VERDICT[verdict])
  return base + (impact === undefined ? 0 : 40) - (accepted === undefined ? 0 : 1000)
}

import type { CheckResult, Exchange, RehearsalResult } from '../model/index.ts'
import { collectExchanges } from './collect-exchanges.ts'
import { planReplay } from './plan-replay.ts'
import type { ReplayPlan } from './replay-plan.ts'

/** The number of findings whose exchanges are in memory at a time. */
const BATCH = 40

/** Plans from the tape how each finding is reproduced; a finding about no exchange has no plan. */
export async function* plansOf(
  result: RehearsalResult,
  findings: readonly CheckResult[],
  tape: () => AsyncIterable<Exchange>,
): AsyncIterable<ReplayPlan> {
  for (let from = 0; from < findings.length; from += BATCH) {
    const some = findings.slice(from, from + BATCH)
    const exchanges = await collectExchanges(some, tape)
    for (const finding of some) {
      const plan = planReplay(finding, exchanges.of(finding), result, exchanges.discovery)
      if (plan !== undefined) yield plan
    }
  }
}

/** Returns the name of a finding's file, without its extension. */
export function fileName(id: string): string {
  return id.replaceAll(/[^\w.-]+/g, '-').replace(/^\.+/, '')
}

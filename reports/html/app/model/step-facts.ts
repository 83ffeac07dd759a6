import { isJudged } from '../../../model/judged.ts'
import type { RehearsalResult } from '../../../model/result.ts'
import { percentile } from '../../../model/timing.ts'
import { statusTone } from '../../../page/model/index.ts'
import type { ExchangeIndex } from '../../page-format.ts'
import { flowsOf } from './mapping-flow.ts'

/** What was observed in each of the three steps of a rehearsal. */
export interface StepFacts {
  /** The number of requests by method, the most frequent first. */
  readonly methods: readonly (readonly [method: string, count: number])[]
  readonly requests: number
  readonly answers: { readonly good: number; readonly refused: number; readonly broken: number }
  /** The median duration in milliseconds. */
  readonly median: number
  /**
   * The number of rows of the mapping that were compared, of those that the target returns changed, and of those that
   * arrive changed in JumpCloud.
   */
  readonly rows: number
  readonly changedByTarget: number
  readonly changedInJumpCloud: number
  readonly inputs: number
  readonly inputsJudgedRight: number
}

/** Summarizes the steps. */
export function stepFactsOf({ mapping, validation }: RehearsalResult, index: ExchangeIndex): StepFacts {
  const methods = new Map<string, number>()
  const answers = { good: 0, refused: 0, broken: 0 }
  for (const [row, status] of index.statuses.entries()) {
    const method = index.methodNames[index.methods[row] ?? 0] ?? ''
    methods.set(method, (methods.get(method) ?? 0) + 1)
    answers[statusTone(status)] += 1
  }
  const flows = flowsOf(mapping)
  return {
    methods: [...methods].sort(([, a], [, b]) => b - a),
    requests: index.statuses.length,
    answers,
    median: percentile(index.times, 0.5),
    rows: mapping.filter(isJudged).length,
    changedByTarget: flows.filter(({ echoed }) => echoed.changed > 0).length,
    changedInJumpCloud: flows.filter(({ stored }) => stored !== undefined && stored.changed > 0).length,
    inputs: validation.filter(isJudged).length,
    inputsJudgedRight: validation.filter(({ outcome }) => outcome === 'pass').length,
  }
}

import type { Comparison, Outcome, RehearsalResult } from '../model/index.ts'

const WEIGHT: Readonly<Record<Outcome, number>> = { fail: 2, warn: 1, pass: 0, skip: 0, inapplicable: 0, error: 0 }

/** Compares a result with an earlier one, check by check. A warning that became a failure is new. */
export function compareResults(baseline: RehearsalResult, result: RehearsalResult): Comparison {
  const before = new Map(baseline.checks.map(({ id, outcome }) => [id, outcome]))
  const now = new Map(result.checks.map(({ id, outcome }) => [id, outcome]))
  const weight = (outcome: Outcome | undefined): number => (outcome === undefined ? 0 : WEIGHT[outcome])
  const found = [...now].filter(([, outcome]) => weight(outcome) > 0)
  const gone = [...before].filter(([id, outcome]) => weight(outcome) > 0 && weight(now.get(id)) === 0).map(([id]) => id)
  const isJudged = (id: string): boolean => now.get(id) === 'pass'
  const { run, target, tool } = baseline
  return {
    baseline: { startedAt: run.startedAt, target: target.baseUrl, version: tool.version },
    added: found.filter(([id, outcome]) => weight(outcome) > weight(before.get(id))).map(([id]) => id),
    remaining: found.filter(([id, outcome]) => weight(outcome) <= weight(before.get(id))).map(([id]) => id),
    mended: gone.filter(isJudged),
    unjudged: gone.filter((id) => !isJudged(id)),
  }
}

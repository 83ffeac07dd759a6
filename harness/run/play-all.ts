import type { CheckResult } from '../../reports/index.ts'
import type { Selected } from '../load/select.ts'
import { runWithMocha } from '../schedule/mocha-run.ts'
import { schedule } from '../schedule/scheduler.ts'
import { type Foundations, type Play, playCheck } from './play.ts'

/** Plays checks as mocha's tests and hands their results back in the order of the suites. */
export async function playAll(
  checks: Selected['checks'],
  play: Omit<Play, 'foundations'>,
  concurrency: number,
  signal: AbortSignal,
  onCheck: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const pending = checks.map(({ suite, check }) => ({
    suite,
    check,
    ...Promise.withResolvers<CheckResult | undefined>(),
  }))
  const byId = new Map(pending.map((entry) => [entry.check.id, entry]))
  const mocha = runWithMocha(
    pending.map(({ suite, check, promise }) => ({ suite, title: check.title, result: promise })),
  )
  const foundations: Foundations = new Map(
    pending.flatMap(({ check, promise }) =>
      [check.founds?.capability, check.founds?.requirement]
        .filter((key) => key !== undefined)
        .map((key) => [key, { check, result: promise }] as const),
    ),
  )
  // Foundations begin first, so that whoever waits for one waits for what has begun.
  const tasks = pending
    .toSorted((a, b) => Number(b.check.founds !== undefined) - Number(a.check.founds !== undefined))
    .map(({ suite, check }) => ({
      id: check.id,
      exclusive: check.exclusive === true,
      run: () => playCheck(suite, check, { ...play, foundations }),
    }))
  await schedule(tasks, concurrency, signal, (id, result) => {
    onCheck(result)
    byId.get(id)?.resolve(result)
  })
  for (const { resolve } of pending) resolve(undefined)
  await mocha
  const results = await Promise.all(pending.map(({ promise }) => promise))
  return results.filter((result) => result !== undefined)
}

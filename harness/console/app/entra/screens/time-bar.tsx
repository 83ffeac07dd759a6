import type { VNode } from 'preact'
import type { JsonObject } from '../graph/types.ts'
import { untilNextCycle } from '../model/job-state.ts'
import { memberOf, textOf } from '../model/json.ts'
import { useEntra } from '../ui/context.ts'
import { FailureNotice } from '../ui/outcome.tsx'
import { instant } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'
import { useGraph } from '../ui/use-graph.ts'

/** Entra's interval between cycles, for screens without a job. */
const USUAL = 'PT40M'
const REFRESH = 10_000

/** The time of the tenant, and the button that advances it to the next cycle. */
export function TimeBar(): VNode {
  const { operations, place } = useEntra()
  const clock = useGraph('clock', operations.clock.now, REFRESH)
  const advance = useAction()
  const next = async (): Promise<string> => {
    const now = await operations.clock.now()
    const job = 'application' in place ? await operations.job.find(place.application) : undefined
    const { cycles } = await operations.clock.advance(job === undefined ? USUAL : untilNextCycle(job, now))
    return cycleSummary(cycles)
  }
  return (
    <footer class="time-bar">
      <span class="time-now">
        <span class="time-label">Time (UTC)</span>
        <time>{clock.value === undefined ? '…' : instant(clock.value)}</time>
      </span>
      <button type="button" class="button" disabled={advance.isBusy} onClick={() => advance.run(next)}>
        {advance.isBusy ? 'Running …' : 'Advance to the next cycle'}
      </button>
      <span class="time-result" role="status">
        {advance.message}
      </span>
      {advance.failure !== undefined && <FailureNotice failure={advance.failure} />}
    </footer>
  )
}

const COUNTED = ['created', 'updated', 'disabled', 'deleted', 'failed', 'skipped', 'unchanged'] as const

/** Summarizes the counts of cycles in a sentence. */
function cycleSummary(cycles: readonly JsonObject[]): string {
  if (cycles.length === 0) return 'No cycle was due: no job is started.'
  const counts = COUNTED.map((name) => {
    const sum = cycles.reduce((total, cycle) => {
      const count = memberOf(cycle['counts'], name)
      return total + (typeof count === 'number' ? count : 0)
    }, 0)
    return [name, sum] as const
  }).filter(([, sum]) => sum > 0)
  const kind = cycles.length === 1 ? `1 ${textOf(cycles[0], 'kind')} cycle` : `${cycles.length} cycles`
  const result = counts.map(([name, sum]) => `${sum} ${name}`).join(', ')
  return `${kind.replace('  ', ' ')}: ${result === '' ? 'no changes' : result}`
}

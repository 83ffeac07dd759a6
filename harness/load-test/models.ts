import { type ArrivalGate, arrivalGate, freeGate, type Gate, pacedGate } from './gate.ts'
import type { LoadOptions, LoadShard } from './load-options.ts'
import type { Schedule } from './stages.ts'

/** The context of a running model. Times are milliseconds since the start of the test. */
export interface ModelContext {
  readonly options: LoadOptions
  readonly schedule: Schedule
  readonly now: () => number
  /** Aborted when no more requests may be sent. */
  readonly ended: AbortSignal
  /** Runs the life of one user; rejects at the end of the test. */
  readonly live: () => Promise<void>
  readonly onSkipped: () => void
}

/** Returns the gate of a model. */
export function gateOf(
  { model, isPaced, clock }: Pick<LoadOptions, 'model' | 'isPaced' | 'clock'>,
  schedule: Schedule,
  now: () => number,
  ended: AbortSignal,
): Gate | ArrivalGate {
  if (model === 'open') return arrivalGate()
  if (!isPaced) return freeGate(now)
  return pacedGate(schedule.dueAt, async (due) => {
    const wait = due - now()
    if (wait > 0) await clock.sleep(wait, ended)
  })
}

/**
 * The number of arrivals of the open model that a late generator sends without a pause; then responses are processed.
 */
const BURST = 64

/**
 * Runs the open model: requests arrive by the schedule, even if the server is slower. Each is the next step of a
 * waiting user, or of a new one.
 */
export async function runOpen(context: ModelContext, gate: ArrivalGate): Promise<void> {
  const { options, schedule, now, ended, live, onSkipped } = context
  const lives = new Set<Promise<void>>()
  const begin = (): void => {
    const life = live()
      .catch(swallowEnd)
      .finally(() => lives.delete(life))
    lives.add(life)
  }
  for (let index = 0; !ended.aborted; index += 1) {
    const due = schedule.dueAt(index)
    if (due === undefined) break
    const wait = due - now()
    if (wait > 0) await options.clock.sleep(wait, ended)
    else if (index % BURST === 0) await turn()
    if (ended.aborted) break
    if (gate.arrive(due)) continue
    if (lives.size < options.maxInFlight) begin()
    else {
      gate.withdraw()
      onSkipped()
    }
  }
  if (!ended.aborted) await options.clock.sleep(schedule.durationMs - now(), ended)
  gate.close()
  await Promise.all(lives)
}

/** The interval in milliseconds at which ramps of lanes are updated. */
const TICK = 250

/** Runs the closed model: each lane waits for a response before it sends the next request. */
export async function runClosed(context: ModelContext): Promise<void> {
  const { options, schedule, now, ended, live } = context
  const { index: shard, count } = options.shard
  const lanesAt = (): number => (options.isPaced ? options.lanes : Math.round(schedule.levelAt(now())))
  const running = new Map<number, Promise<void>>()
  const lane = async (index: number): Promise<void> => {
    while (!ended.aborted && index < lanesAt()) {
      await live()
      await turn()
    }
  }
  while (!ended.aborted) {
    for (let index = shard - 1; index < lanesAt(); index += count) {
      if (running.has(index)) continue
      const promise = lane(index)
        .catch(swallowEnd)
        .finally(() => running.delete(index))
      running.set(index, promise)
    }
    await options.clock.sleep(Math.min(TICK, Math.max(1, schedule.durationMs - now())), ended)
  }
  await Promise.all(running.values())
}

/** Returns the number of lanes of a shard: lane k belongs to shard k mod n. */
export const ownLanes = (lanes: number, { index, count }: LoadShard): number =>
  Math.max(0, Math.ceil((Math.round(lanes) - (index - 1)) / count))

/**
 * Returns the average number of clients that wait for their response, for the correction of latencies; undefined if
 * each request has a time at which it is due.
 */
export function waitingLanes(
  { model, isPaced, lanes, shard }: Pick<LoadOptions, 'model' | 'isPaced' | 'lanes' | 'shard'>,
  { stages, durationMs }: Schedule,
): number | undefined {
  if (model === 'open' || isPaced) return undefined
  if (model === 'entra') return Math.max(1, ownLanes(lanes, shard))
  const area = stages.reduce(
    (sum, stage) => sum + ((ownLanes(stage.from, shard) + ownLanes(stage.to, shard)) / 2) * stage.durationMs,
    0,
  )
  return area / durationMs
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Ignores the error at the end of the test, which is the normal end of a life. */
function swallowEnd(error: unknown): void {
  const isEnd = error instanceof Error && 'fault' in error && error.fault === 'aborted'
  if (!isEnd) throw error
}

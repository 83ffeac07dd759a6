import { syntheticSource } from '../../mocks/entra/index.ts'
import type { LoadCycle, LoadResult, LoadStage } from '../../reports/index.ts'
import { numberedName, packageVersion, runNameAt, seededRandom } from '../index.ts'
import { capacityOf } from './capacity.ts'
import { CreatedObjects } from './created-objects.ts'
import { runEntra } from './entra-model.ts'
import type { ArrivalGate, Gate } from './gate.ts'
import type { LoadOptions } from './load-options.ts'
import { measuredTransport } from './measured-transport.ts'
import { Meter, summarizeEndpoints } from './meter.ts'
import { gateOf, type ModelContext, runClosed, runOpen, waitingLanes } from './models.ts'
import { removeCreated } from './remove-created.ts'
import { createSchedule, shardOf } from './stages.ts'
import { judgeThreshold } from './thresholds.ts'
import { createUserLives } from './user-life.ts'

type EndedBy = LoadResult['run']['endedBy']

/** The maximum number of points in the charts. */
const MAX_INTERVALS = 300
/** The number of users that the synthetic source of the open and the closed model can generate. */
const MAX_USERS = 1_000_000_000

/**
 * Returns the milliseconds between two points of the charts, so that a long test has no more points than a short one.
 */
export function intervalOf(stages: readonly LoadStage[]): number {
  const durationMs = stages.reduce((all, stage) => all + stage.durationMs, 0)
  return Math.max(1, Math.ceil(durationMs / MAX_INTERVALS / 1000)) * 1000
}

/**
 * Runs a load test, removes the created objects, and judges the result. Rejects only for invalid options: faults of the
 * target are part of the result.
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { clock, shard, startedAt, model } = options
  const whole = createSchedule(options.stages)
  const schedule = options.isPaced ? shardOf(whole, shard.index, shard.count) : whole
  const name = runNameAt(startedAt)
  // The prefix has the form of a run's names, so `cleanup` recognizes it.
  const prefix = `${numberedName(name, shard.index)}.`
  let start = clock.now()
  const now = (): number => clock.now() - start
  const ending = new AbortController()
  const cutting = new AbortController()
  const gate = gateOf(options, schedule, now, ending.signal)
  const intervalMs = intervalOf(options.stages)
  const meter = new Meter(schedule, intervalMs)
  const objects = new CreatedObjects(options.baseUrl)
  const cycles: LoadCycle[] = []
  let skipped = 0
  let endedBy: EndedBy | undefined
  let endedAt = 0
  const end = (reason: EndedBy): void => {
    if (endedBy !== undefined) return
    endedBy = reason
    endedAt = now()
    gate.close()
    ending.abort()
  }
  const onInterrupt = (): void => end('interrupt')
  options.signal.addEventListener('abort', onInterrupt, { once: true })
  if (options.signal.aborted) onInterrupt()

  const transport = measuredTransport({
    ...options,
    gate,
    meter,
    objects,
    now,
    signal: cutting.signal,
    onEnough: end,
  })
  const seed = options.seed + shard.index - 1
  const personAt = options.personAt ?? syntheticSource({ seed, count: MAX_USERS, prefix }).at
  // The first generated user loads the names of all locales, which would delay the first requests.
  personAt(0)
  const lives = createUserLives({
    ...options,
    transport,
    personAt,
    random: seededRandom(seed, 'load'),
    now: () => startedAt,
    onUnusable: (endpoint) => meter.fail(endpoint, now(), 'unusable response'),
  })
  const context: ModelContext = {
    options: { ...options, seed },
    schedule,
    now,
    ended: ending.signal,
    live: lives.run,
    onSkipped: () => {
      skipped += 1
    },
  }
  start = clock.now()
  const running = runModel(context, gate, () => runEntra(context, transport, prefix, (cycle) => cycles.push(cycle)))
  const finished = running.finally(() => end(model === 'entra' ? 'cycles' : 'duration'))
  // Rejections are awaited below.
  finished.catch(() => {})
  const timer = clock.sleep(Math.max(0, schedule.durationMs - now()), ending.signal).then(() => end('duration'))
  const ticker = tick(options, meter, now, ending.signal, intervalMs)
  await Promise.race([finished, timer])
  // Pending requests are awaited for a while, so that slow ones count with their latency.
  const cut = clock
    .sleep(endedBy === 'interrupt' ? Math.min(options.graceMs, 1000) : options.graceMs, cutting.signal)
    .then(() => cutting.abort())
  await finished
  cutting.abort()
  await Promise.all([cut, timer, ticker])
  options.signal.removeEventListener('abort', onInterrupt)
  meter.finish()
  await removeCreated(options, objects)

  const lanes = waitingLanes(options, schedule)
  const { total, rows } = summarizeEndpoints(meter.endpoints(endedAt, lanes))
  const measured = {
    run: {
      name,
      startedAt: startedAt.toISOString(),
      durationMs: endedAt,
      seed: options.seed,
      model,
      intervalMs,
      endedBy: endedBy ?? 'duration',
      ...(shard.count === 1 ? {} : { shard: `${shard.index}/${shard.count}` }),
    },
    target: { baseUrl: options.baseUrl, dialect: options.dialect },
    total: total.summarize(),
    endpoints: rows,
    stages: meter.stages(endedAt, lanes, options.isPaced),
    intervals: meter.intervals,
    cycles,
    objects: { created: objects.created, removed: objects.removed, left: objects.left, unknown: objects.unknown },
    generator: {
      ...(options.ceiling === undefined ? {} : { ceiling: options.ceiling }),
      skipped,
      lateness: meter.lateness.summarize(),
      peakInFlight: meter.peakInFlight,
    },
  }
  return {
    schemaVersion: 1,
    kind: 'load',
    tool: { name: 'scim-rehearsal', version: packageVersion() },
    ...measured,
    capacity: capacityOf(measured),
    thresholds: options.thresholds.map((threshold) => judgeThreshold(threshold, measured)),
  }
}

function runModel(context: ModelContext, gate: Gate | ArrivalGate, cycles: () => Promise<void>): Promise<void> {
  if (context.options.model === 'entra') return cycles()
  return 'arrive' in gate ? runOpen(context, gate) : runClosed(context)
}

/** Closes intervals without requests, and reports each. */
async function tick(
  { clock, onInterval }: LoadOptions,
  meter: Meter,
  now: () => number,
  ended: AbortSignal,
  intervalMs: number,
): Promise<void> {
  for (let at = intervalMs; !ended.aborted; at += intervalMs) {
    await clock.sleep(Math.max(1, at - now()), ended)
    if (ended.aborted) return
    meter.advance(now())
    if (meter.latest !== undefined) onInterval?.(meter.latest)
  }
}

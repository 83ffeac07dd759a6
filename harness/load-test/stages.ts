import type { LoadStage } from '../../reports/index.ts'

/** Thrown for a load option that cannot be parsed. */
export class InvalidLoadOption extends Error {
  override readonly name = 'InvalidLoadOption'
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
/** The maximum duration of a test: a day in milliseconds. */
const LONGEST = 86_400_000

/** Parses `500ms`, `30s`, `2m` or `1h` to milliseconds. Throws InvalidLoadOption. */
export function parseDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? []
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN)
  if (number !== '' && milliseconds > 0 && milliseconds <= LONGEST) return milliseconds
  throw new InvalidLoadOption(`a duration is a number with a unit, such as 30s or 2m (at most 24h), not ${quote(text)}`)
}

const STAGE = /^([^:]+):(\d{1,7}(?:\.\d{1,3})?)(?:\.\.(\d{1,7}(?:\.\d{1,3})?))?$/

/** Parses a stage: `30s:25` holds 25 for 30 seconds, `30s:25..100` ramps from 25 to 100. Throws InvalidLoadOption. */
export function parseStage(text: string): LoadStage {
  const [, duration = '', from = '', to = from] = STAGE.exec(text) ?? []
  if (from === '' || (Number(from) === 0 && Number(to) === 0))
    throw new InvalidLoadOption(
      `a stage is a duration and a level above 0, such as 30s:25, or a ramp, such as 30s:25..100, not ${quote(text)}`,
    )
  return { durationMs: parseDuration(duration), from: Number(from), to: Number(to) }
}

/** Stages in order: the level at each time, and the time of each arrival if the levels are rates. */
export interface Schedule {
  readonly stages: readonly LoadStage[]
  readonly durationMs: number
  /** The number of requests that are due in the whole test. */
  readonly arrivals: number
  /** Returns the index of the stage at a time; that of the last stage after the end. */
  stageAt(milliseconds: number): number
  /** Returns the level at a time. */
  levelAt(milliseconds: number): number
  /** Returns the number of requests that are due before a time. */
  dueBefore(milliseconds: number): number
  /** Returns the time at which arrival `index` (from 0) is due; undefined after the last one. */
  dueAt(index: number): number | undefined
}

/** Rounding errors are smaller than this; the area below the first millisecond of a slow ramp is larger. */
const ROUNDING = 1e-9

/** Creates a schedule. Throws InvalidLoadOption if there are no stages. */
export function createSchedule(stages: readonly LoadStage[]): Schedule {
  if (stages.length === 0) throw new InvalidLoadOption('a load test needs at least one stage')
  const starts: number[] = []
  const counts: number[] = []
  let durationMs = 0
  let total = 0
  for (const { durationMs: length, from, to } of stages) {
    starts.push(durationMs)
    counts.push(total)
    durationMs += length
    total += (((from + to) / 2) * length) / 1000
  }
  // Sums of fractions can differ slightly from a whole number.
  const arrivals = Math.floor(total + 1e-6)
  const at = (index: number): LoadStage => stages[index] ?? { durationMs: 0, from: 0, to: 0 }
  const stageAt = (milliseconds: number): number => lastAtMost(starts, milliseconds)
  const inside = (index: number, milliseconds: number): number =>
    Math.min(Math.max(milliseconds - (starts[index] ?? 0), 0), at(index).durationMs)
  return {
    stages,
    durationMs,
    arrivals,
    stageAt,
    levelAt: (milliseconds) => {
      const index = stageAt(milliseconds)
      const { durationMs: length, from, to } = at(index)
      return from + ((to - from) * inside(index, milliseconds)) / length
    },
    dueBefore: (milliseconds) => {
      const index = stageAt(milliseconds)
      return Math.min(
        arrivals,
        Math.ceil((counts[index] ?? 0) + arrivalsIn(at(index), inside(index, milliseconds)) - ROUNDING),
      )
    },
    dueAt: (arrival) => {
      if (arrival >= arrivals) return undefined
      const index = lastAtMost(counts, arrival)
      return (starts[index] ?? 0) + instantOf(at(index), arrival - (counts[index] ?? 0))
    },
  }
}

/** Returns the arrivals in the first milliseconds of a stage: the area below its line. */
function arrivalsIn({ durationMs, from, to }: LoadStage, milliseconds: number): number {
  const seconds = milliseconds / 1000
  const slope = (to - from) / (durationMs / 1000)
  return from * seconds + (slope * seconds * seconds) / 2
}

/** Returns the time of an arrival: the inverse of `arrivalsIn`. */
function instantOf({ durationMs, from, to }: LoadStage, count: number): number {
  const slope = (to - from) / (durationMs / 1000)
  // This form of the quadratic formula is exact for a slope of 0 and loses no digits for small ones.
  const root = Math.sqrt(Math.max(from * from + 2 * slope * count, 0))
  const divisor = from + root
  const seconds = count === 0 || divisor === 0 ? 0 : (2 * count) / divisor
  return Math.min(seconds * 1000, durationMs)
}

/** Returns the last index whose value is at most the wanted one; the values ascend. */
function lastAtMost(values: readonly number[], wanted: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((values[middle] ?? 0) <= wanted) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Returns the part of a schedule that shard `index` (from 1) of `count` runs: arrival k belongs to shard k mod n, so
 * all shards together are the whole schedule.
 */
export function shardOf(schedule: Schedule, index: number, count: number): Schedule {
  const own = (whole: number): number => Math.max(0, Math.ceil((whole - (index - 1)) / count))
  return {
    ...schedule,
    arrivals: own(schedule.arrivals),
    dueBefore: (milliseconds) => own(schedule.dueBefore(milliseconds)),
    dueAt: (arrival) => schedule.dueAt(arrival * count + index - 1),
  }
}

const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)

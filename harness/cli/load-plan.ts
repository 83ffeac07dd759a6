import type { LoadModel, LoadStage } from '../../reports/index.ts'
import { InvalidLoadOption, type LoadShard, parseDuration, parseStage } from '../load-test/index.ts'
import { UsageError } from './usage-error.ts'

/** The options that define the load over time. */
export interface LoadPlanFlags {
  readonly model: LoadModel
  readonly rate?: number
  readonly duration?: string
  readonly stage: readonly string[]
  readonly lanes: number
}

/** Levels over time, and whether they are rates. */
export interface LoadPlan {
  readonly stages: readonly LoadStage[]
  readonly isPaced: boolean
}

const DEFAULT_DURATION = 30_000
/** The time limit of the model entra in milliseconds; its cycles end by themselves. */
const ENTRA_DURATION = 600_000
/** The rate that the gallery requires, and twice and four times as much, to measure the reserve. */
const GALLERY_STEPS: readonly LoadStage[] = [25, 50, 100].map((rate) => ({ durationMs: 10_000, from: rate, to: rate }))

/** Returns the levels of the options. Throws UsageError. */
export function planOf({ model, rate, duration, stage, lanes }: LoadPlanFlags): LoadPlan {
  if (stage.length > 0) {
    if (model === 'entra')
      throw new UsageError(
        '--stage is for --model open and closed; the model entra takes --lanes, --rate and --duration',
      )
    return { stages: stage.map((text) => usage('--stage', () => parseStage(text))), isPaced: model === 'open' }
  }
  const durationMs = duration === undefined ? undefined : usage('--duration', () => parseDuration(duration))
  if (model === 'open' && rate === undefined && durationMs === undefined)
    return { stages: GALLERY_STEPS, isPaced: true }
  const isPaced = model === 'open' || rate !== undefined
  const level = isPaced ? (rate ?? GALLERY_STEPS[0]?.from ?? lanes) : lanes
  const length = durationMs ?? (model === 'entra' ? ENTRA_DURATION : DEFAULT_DURATION)
  return { stages: [{ durationMs: length, from: level, to: level }], isPaced }
}

/** Parses `2/4`. Throws UsageError. */
export function loadShardOf(text: string | undefined): LoadShard {
  if (text === undefined) return { index: 1, count: 1 }
  const [index = Number.NaN, count = Number.NaN] = /^[1-9]\d{0,3}\/[1-9]\d{0,3}$/.test(text)
    ? text.split('/').map(Number)
    : []
  if (index <= count) return { index, count }
  throw new UsageError(`--shard takes a part and the number of parts, such as 2/4, not ${JSON.stringify(text)}`)
}

/** Runs the parser of an option and converts its errors to UsageError. */
export function usage<Value>(flag: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof InvalidLoadOption) throw new UsageError(`${flag}: ${error.message}`)
    throw error
  }
}

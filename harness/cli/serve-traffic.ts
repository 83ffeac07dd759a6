import type { Command } from 'commander'
import { type FaultRule, InvalidFault, parseFault, parseRateLimit, type RateLimit } from '../../mocks/serving/index.ts'
import { wholeNumber } from './parse-option.ts'
import { UsageError } from './usage-error.ts'

/** The flags of `serve` for injected faults and the recorder, which every server has. */
export interface TrafficFlags {
  readonly fault?: readonly FaultRule[]
  readonly faultSeed?: number
  readonly rateLimit?: RateLimit
  readonly recorder?: boolean
}

/** The traffic settings of the servers. */
export interface TrafficSettings {
  readonly faults?: readonly FaultRule[]
  readonly faultSeed?: number
  readonly rateLimit?: RateLimit
  readonly exposeRecorder: boolean
}

/** Adds the flags to the command. */
export function withTrafficFlags(command: Command): Command {
  return command
    .option(
      '--fault <rule>',
      'answer with a fault: 503, reset@0.1, latency:250, "POST /api/systemusers*=429@0.5" (repeatable)',
      (text: string, before: readonly FaultRule[] = []) => [...before, readAs('--fault', parseFault, text)],
    )
    .option('--fault-seed <number>', 'seed that selects the requests with faults', wholeNumber('--fault-seed', 0))
    .option(
      '--rate-limit <n/time>',
      'maximum rate of requests of one key, such as 100/m; further requests get 429',
      (text: string) => readAs('--rate-limit', parseRateLimit, text),
    )
    .option(
      '--recorder',
      'serve the requests so far at /__recorder (GET, DELETE), and POST /__reset, to clients on this machine',
    )
}

/** Converts the flags to the settings of the servers. */
export function trafficSettings({ fault, faultSeed, rateLimit, recorder = false }: TrafficFlags): TrafficSettings {
  return {
    ...(fault === undefined ? {} : { faults: fault }),
    ...(faultSeed === undefined ? {} : { faultSeed }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    exposeRecorder: recorder,
  }
}

function readAs<Value>(flag: string, parse: (text: string) => Value, text: string): Value {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof InvalidFault) throw new UsageError(`${flag}: ${error.message}`)
    throw error
  }
}

import { TransportError } from '../../mocks/transport/index.ts'
import type { AbilityRow } from '../../reports/index.ts'
import { cleanUp, type Leftover } from '../cleanup/cleanup.ts'
import { createEntraPlayer } from '../entra/entra-player.ts'
import { type RunEnvironment, realEnvironment } from '../environment/environment.ts'
import { seededRandom } from '../environment/random.ts'
import { createNames } from '../environment/run-names.ts'
import { createWaiter } from '../environment/waiter.ts'
import { connect, UntestableTarget } from '../target/connect.ts'
import { prepareTarget } from '../target/prepare-target.ts'
import { lookAtTls, type TlsFacts } from '../target/tls-facts.ts'
import type { RehearsalOptions } from './options.ts'
import { probeTarget } from './probe-target.ts'
import { createPipeline } from './request-pipeline.ts'

/** The result of examining a target before any check runs. */
export interface Examination {
  readonly baseUrl: string
  readonly dialect: 'legacy' | 'flagged'
  readonly abilities: readonly AbilityRow[]
  /** The TLS facts; absent if the target does not use https. */
  readonly tls?: TlsFacts
  /** Milliseconds of a plain query: the median of five. */
  readonly latencyMs: number
  /** Seconds by which the target's clock (its Date header) is ahead of this machine's; absent without that header. */
  readonly clockSkewSeconds?: number
  readonly requests: number
  readonly leftovers: readonly Leftover[]
}

const TLS_TIMEOUT = 5_000
const LATENCY_SAMPLES = 5

/**
 * Examines a target at the start of a run: connection, credentials, TLS, clock, latency, discovery and abilities.
 * With `readOnly` nothing is written. Throws UntestableTarget, whose message names the cause and the remedy.
 */
export async function examine(
  options: Omit<RehearsalOptions, 'seed'>,
  environment: RunEnvironment = realEnvironment(),
): Promise<Examination> {
  const run: RehearsalOptions = { ...options, seed: 1 }
  try {
    return await lookAt(run, environment)
  } catch (error) {
    if (error instanceof TransportError) throw new UntestableTarget(error.message, { cause: error })
    throw error
  }
}

async function lookAt(run: RehearsalOptions, environment: RunEnvironment): Promise<Examination> {
  await using prepared = await prepareTarget(run, environment)
  const { baseUrl, headers } = prepared.address
  await using pipeline = createPipeline(prepared.address, run, environment, () => {})
  const transport = pipeline.recorder.for('doctor')
  await connect(baseUrl, headers, transport)
  const scim = pipeline.session('doctor')
  const times: number[] = []
  let skew: number | undefined
  for (let sample = 0; sample < LATENCY_SAMPLES; sample += 1) {
    const began = environment.monotonic()
    const { headers: answered } = await scim.get('/Users', { query: { count: 1 } })
    times.push(environment.monotonic() - began)
    const date = Date.parse(answered['date'] ?? '')
    // The header has a resolution of one second.
    if (Number.isFinite(date)) skew = Math.round((date - environment.now().getTime()) / 1000)
  }
  const unique = createNames(environment.runName)
  const { observations } = await probeTarget({
    pipeline,
    address: { dialect: prepared.dialect, observe: prepared.observe },
    hasCredentials: Object.keys(headers).length > 0,
    options: run,
    unique,
    waiter: createWaiter(run.settle ?? 0, environment),
    entra: createEntraPlayer({
      baseUrl,
      headers,
      transport: pipeline.recorder.for('probes'),
      schema: run.schema,
      dialect: prepared.dialect,
      environment,
      random: seededRandom(1, 'doctor'),
      waiter: createWaiter(run.settle ?? 0, environment),
    }),
  })
  const leftovers = await cleanUp(pipeline, environment.runName, 4, async () => false)
  return {
    baseUrl,
    dialect: prepared.dialect,
    abilities: observations.rows(),
    ...(baseUrl.startsWith('https:') ? { tls: await lookAtTls(baseUrl, TLS_TIMEOUT) } : {}),
    latencyMs: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0,
    ...(skew === undefined ? {} : { clockSkewSeconds: skew }),
    requests: pipeline.exchanges,
    leftovers,
  }
}

import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { Command } from 'commander'
import { createEntraClient, type Dialect, resourcesOf, type SynchronizationSchema } from '../../mocks/entra/index.ts'
import { createTransport, isLoopback, type Transport } from '../../mocks/transport/index.ts'
import { compareLoads, type LoadResult, renderLoadText } from '../../reports/index.ts'
import { hurried, loadOptions, MAX_SEED, processSecrets, runOptions, UntestableTarget } from '../index.ts'
import {
  IncompatibleLoads,
  intervalOf,
  measureCeiling,
  mergeLoads,
  parseDuration,
  parseThreshold,
  realLoadClock,
  runLoad,
  type Threshold,
  UnreadableHistogram,
} from '../load-test/index.ts'
import { ExpectedError } from '../process/index.ts'
import { EXIT } from './exit-code.ts'
import { listenForInterrupt } from './interrupt.ts'
import { readLoad, writeLoad } from './load-files.ts'
import { type LoadPlan, type LoadPlanFlags, loadShardOf, planOf, usage } from './load-plan.ts'
import { loadProgress } from './load-progress.ts'
import { prepareOutFolder } from './private-file.ts'
import { type ProvisioningTarget, type ProvisioningTargetFlags, provisioningTarget } from './provisioning-flags.ts'
import { readSchema } from './read-schema.ts'
import { tableOptions } from './table-options.ts'
import { type ConnectionFlags, connectionOf } from './target-flags.ts'
import { UsageError } from './usage-error.ts'
import { configOption, withConfig } from './with-config.ts'

interface LoadFlags extends ProvisioningTargetFlags, ConnectionFlags, LoadPlanFlags {
  readonly schema?: string
  readonly dialect?: Dialect
  readonly seed?: number
  readonly timeout: number
  readonly requests: number
  readonly maxInFlight: number
  readonly users: number
  readonly groups: number
  readonly cycles: number
  readonly pause?: string
  readonly threshold: readonly string[]
  readonly compare?: string
  readonly out?: string
  readonly shard?: string
  readonly merge: readonly string[]
  readonly ceiling: boolean
  readonly json?: boolean
}

/** The maximum time in milliseconds that requests under way have after the end of the test. */
const MAX_GRACE = 10_000
const CEILING_TIME = 1000

/** Defines the command `load`, which sends sustained provisioning load and measures percentiles and thresholds. */
export function loadCommand(): Command {
  const command = new Command('load')
    .description(
      "send sustained provisioning load with the Entra client's own requests, and measure latency and errors",
    )
    .addHelpText(
      'after',
      '\nWithout options it sends 25, 50 and 100 requests per second for 10 seconds each and says whether the server sustains the 25 that the\nMicrosoft Entra gallery requires. It changes only users that it created, and removes them at the end.\n\nExamples:\n  scim-rehearsal load --target https://host/scim/v2 --token "$SCIM_TOKEN" --threshold \'p99<500ms\' --threshold \'errors<1%\'\n  scim-rehearsal load --target https://host/scim/v2 --token "$SCIM_TOKEN" --stage 30s:25..200 --stage 1m:200\n  scim-rehearsal load --merge shard-1/load.json --merge shard-2/load.json --out merged\n',
    )
    .action(async () => load(await withConfig<LoadFlags>(command, 'load')))
  tableOptions(configOption(tableOptions(command, runOptions, 'load')), loadOptions, 'load')
  return command.option('--json', 'print the result as JSON')
}

async function load(flags: LoadFlags): Promise<void> {
  const thresholds = flags.threshold.map((text) => usage('--threshold', () => parseThreshold(text)))
  const earlier = flags.compare === undefined ? undefined : readLoad(flags.compare)
  const isMerge = flags.merge.length > 0
  const folder = flags.out ?? (isMerge ? undefined : defaultFolder())
  if (folder !== undefined) prepareOutFolder(folder)
  const result = isMerge ? merged(flags.merge, thresholds) : await measured(flags, thresholds)
  const comparison = earlier === undefined ? undefined : compareLoads(earlier, result)
  const lost = folder === undefined ? [] : writeLoad(folder, result, comparison)
  const text = flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : renderLoadText(result, comparison)
  process.stdout.write(processSecrets.mask(text))
  if (folder !== undefined && flags.json !== true && lost.length === 0)
    process.stdout.write(`${join(folder, 'load.html')}\n`)
  for (const message of lost) process.stderr.write(`${message}\n`)
  process.exitCode = lost.length > 0 ? EXIT.harness : exitCode(result)
}

function exitCode({ run, thresholds }: LoadResult): number {
  if (run.endedBy === 'interrupt') return EXIT.interrupted
  if (run.endedBy === 'target') return EXIT.untestable
  return thresholds.every(({ passed }) => passed) ? EXIT.conformant : EXIT.findings
}

function merged(files: readonly string[], thresholds: readonly Threshold[]): LoadResult {
  const results = files.map(readLoad)
  try {
    return mergeLoads(results, thresholds)
  } catch (error) {
    if (error instanceof IncompatibleLoads || error instanceof UnreadableHistogram)
      throw new UsageError(`--merge: ${error.message}`)
    throw error
  }
}

async function measured(flags: LoadFlags, thresholds: readonly Threshold[]): Promise<LoadResult> {
  const { pause, target: url } = flags
  if (url === undefined || url.trim() === '')
    throw new UsageError(
      'load needs --target, the SCIM base URL of the server under test (scim-rehearsal serve scim-server starts one to try it on)',
    )
  const plan = planOf(flags)
  const shard = loadShardOf(flags.shard)
  const pauseMs = pause === undefined ? 0 : usage('--pause', () => parseDuration(pause))
  const schema = readSchema(flags.schema ?? 'default')
  const ceiling = flags.ceiling ? await measureCeiling(flags.lanes, CEILING_TIME) : undefined
  using interrupt = listenForInterrupt()
  const connections = Math.max(flags.lanes, flags.model === 'open' ? flags.maxInFlight : 0)
  await using pool = createTransport({ timeout: flags.timeout, connections, ...connectionOf(flags, process.env) })
  await using target = await provisioningTarget(flags, pool.send)
  if (target.note !== undefined) process.stderr.write(`${target.note}\n`)
  await refuseUntestable(target, hurried(pool.send, interrupt.signal), schema).catch((error: unknown) => {
    throw interrupt.signal.aborted ? new ExpectedError('interrupted before the load began', 'interrupted') : error
  })
  process.stderr.write(`${announcement(target.baseUrl, plan, flags)}\n`)
  const progress = loadProgress(process.stderr, intervalOf(plan.stages))
  const result = await runLoad({
    model: flags.model,
    baseUrl: target.baseUrl,
    dialect: flags.dialect ?? target.dialect,
    authorization: target.authorization,
    transport: pool.send,
    schema,
    ...plan,
    lanes: flags.lanes,
    maxRequests: Math.ceil(flags.requests / shard.count),
    maxInFlight: flags.maxInFlight,
    users: Math.ceil(flags.users / shard.count),
    groups: Math.ceil(flags.groups / shard.count),
    cycles: flags.cycles,
    pauseMs,
    seed: flags.seed ?? randomInt(MAX_SEED),
    shard,
    graceMs: Math.min(flags.timeout, MAX_GRACE),
    clock: realLoadClock,
    startedAt: new Date(),
    thresholds,
    ...(ceiling === undefined ? {} : { ceiling }),
    onInterval: progress.onInterval,
    signal: interrupt.signal,
  })
  progress.end()
  return result
}

/** Sends the probe that begins each cycle of Entra. Throws UntestableTarget if no SCIM server accepts it. */
async function refuseUntestable(
  { baseUrl, authorization }: ProvisioningTarget,
  transport: Transport,
  schema: SynchronizationSchema,
): Promise<void> {
  const client = createEntraClient({ baseUrl, authorization, transport, guid: () => crypto.randomUUID() })
  const rows = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings)
  if (rows.length === 0) throw new UsageError('--schema: the schema has no mapping of users')
  const response = await client.probe('/Users', 'userName').catch((error: unknown) => {
    throw new UntestableTarget(error instanceof Error ? error.message : String(error))
  })
  if (resourcesOf(response)?.length !== 0)
    throw new UntestableTarget(
      `the query for a user that cannot exist was answered with ${response.status} instead of 200 and an empty list; check the URL and the token, and see scim-rehearsal doctor`,
    )
}

/** Describes the target and the load before the test. */
function announcement(baseUrl: string, { stages, isPaced }: LoadPlan, { model, requests, users }: LoadFlags): string {
  const { host, hostname } = new URL(baseUrl)
  const seconds = Math.round(stages.reduce((all, { durationMs }) => all + durationMs, 0) / 1000)
  const levels = stages.map(({ from, to }) => (from === to ? `${from}` : `${from}..${to}`)).join(', ')
  const what =
    model === 'entra'
      ? `cycles of a tenant of ${users} users`
      : `${levels} ${isPaced ? 'requests per second' : 'lanes'}`
  return `Load on ${host}${isLoopback(hostname) ? '' : ', which is not this machine'}: model ${model}, ${what}, at most ${seconds} s and ${requests} requests. It creates users and removes them. Ctrl-C stops it.`
}

const defaultFolder = (): string => join('load-tests', new Date().toISOString().replaceAll(':', '-'))

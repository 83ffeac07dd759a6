import { setTimeout as delay } from 'node:timers/promises'
import { Command, Option } from 'commander'
import {
  type CycleRecord,
  createProvisioningJob,
  InvalidResetScope,
  type JobStatus,
  MailFailed,
  type ObjectAction,
  type ProvisioningJob,
  parseResetScopes,
  type ResetScope,
  realClock,
  type SynchronizationSchema,
  scenarios,
  sendQuarantineMail,
  sourcesOf,
  virtualClock,
} from '../../mocks/entra/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { createTransport, type Transport } from '../../mocks/transport/index.ts'
import { processSecrets, seededRandom, withHeavyGate } from '../index.ts'
import { describeLeft, followCreated } from './created-objects.ts'
import { dryRun } from './dry-run.ts'
import { EXIT } from './exit-code.ts'
import { faultNote, readFaults, withFaults } from './fault-transport.ts'
import { listenForInterrupt } from './interrupt.ts'
import { paced } from './paced-transport.ts'
import { oneOf, wholeNumber } from './parse-option.ts'
import { makePrivate } from './private-file.ts'
import { exitCodeOfJob, verify } from './provision-outcome.ts'
import { openState } from './provision-state.ts'
import { consoleLog, jsonLog, type ProvisioningLogWriter } from './provisioning-console.ts'
import {
  type ProvisioningFlags,
  provisioningOptions,
  provisioningTarget,
  seedOf,
  tenantOf,
} from './provisioning-flags.ts'
import { openLogFile } from './provisioning-log-file.ts'
import { clientBehaviour } from './read-fidelity.ts'
import { readSchema } from './read-schema.ts'
import { UsageError } from './usage-error.ts'
import { configOption, withConfig } from './with-config.ts'

interface ProvisionFlags extends ProvisioningFlags {
  readonly dialect?: 'legacy' | 'flagged'
  readonly scenario: string
  readonly cycles: number
  readonly clock: 'real' | 'virtual'
  readonly state?: string
  readonly actions: readonly ObjectAction[]
  readonly deletionThreshold?: number
  readonly skipOutOfScopeDeletions?: boolean
  readonly restart?: readonly ResetScope[]
  readonly allowDeletes?: boolean
  readonly table?: boolean
  readonly log?: string
  readonly dryRun?: boolean
  readonly verify?: boolean
  readonly mailTo?: string
  readonly mailVia: string
}

/** The start of virtual time, the same in each run. */
const VIRTUAL_START = new Date('2026-01-01T00:00:00Z')

/** Defines the command `provision`, which runs cycles of the mock Entra client without checks. */
export function provisionCommand(): Command {
  const command = new Command('provision').description(
    'run only the mock Entra client: cycles of a tenant against a target, with a provisioning log',
  )
  configOption(provisioningOptions(command))
    .option(
      '--dialect <name>',
      'legacy or flagged (from the Tenant URL, else legacy)',
      oneOf('--dialect', ['legacy', 'flagged']),
    )
    .option(
      '--scenario <name>',
      `what happens between cycles: ${Object.keys(scenarios).join(', ')}`,
      oneOf('--scenario', Object.keys(scenarios)),
      'none',
    )
    .option('--cycles <number>', 'the initial cycle and N-1 incremental ones', wholeNumber('--cycles', 1, 1_000_000), 1)
    .option(
      '--clock <name>',
      'real: wall time; virtual: jumps to the next event',
      oneOf('--clock', ['real', 'virtual']),
      'virtual',
    )
    .option('--state <file>', 'store watermark, links and escrows in a SQLite file, and continue from it')
    .addOption(
      new Option('--actions <list>', 'target object actions, separated by commas')
        .argParser(actionList)
        .default(['create', 'update', 'delete'], 'create,update,delete'),
    )
    .option(
      '--deletion-threshold <number>',
      'send no deletion and no disable if a cycle has more than this number',
      wholeNumber('--deletion-threshold', 0),
    )
    .option('--skip-out-of-scope-deletions', 'do not disable or delete users that lose assignment or scope')
    .addOption(
      new Option(
        '--restart [scopes]',
        'restart a job of --state: Full ("Restart provisioning" in the portal), or any of Watermark, Escrows, QuarantineState, ConnectorDataStore, ForceDeletes, separated by commas',
      )
        .argParser(resetScopes)
        .preset('Full'),
    )
    .option('--allow-deletes', 'for a job of --state: send the deletions that were held back by the threshold')
    .option('--table', 'print the provisioning log as a table')
    .option('--log <file>', 'write the provisioning log to a file, one entry per line')
    .option('--mail-to <address>', 'send a mail to this address when the job goes into quarantine')
    .option('--mail-via <way>', 'smtp://host:port, or the file for the mail', 'quarantine.eml')
    .option('--dry-run', 'print the requests instead of sending them')
    .option('--verify', 'at the end, read every provisioned user back and compare it with what was sent')
    .addHelpText(
      'after',
      '\nExample:\n  scim-rehearsal provision --target https://host/scim/v2 --token "$SCIM_TOKEN" --users 200 --scenario lifecycle --cycles 8\n',
    )
    .action(async () => provision(await withConfig<ProvisionFlags>(command, 'provision')))
  return command
}

async function provision(flags: ProvisionFlags): Promise<void> {
  const seed = seedOf(flags)
  refuseContradictions(flags)
  const schema = readSchema(flags.schema)
  const settings = clientBehaviour(flags)
  if (flags.scenario === 'role' && !mapsRoles(schema)) process.stderr.write(`${NO_ROLES}\n`)
  const { tenant, applicants } = tenantOf(flags, seed)
  using state = openState(flags.state)
  using interrupt = listenForInterrupt()
  const faults = readFaults(flags.fault ?? [])
  const faultCount = { met: 0, all: 0 }
  await using pool = createTransport({ timeout: flags.timeout })
  await using target = await provisioningTarget(flags, pool.send)
  if (target.note !== undefined) process.stderr.write(`${target.note}\n`)
  const send = withHeavyGate(pool.send)
  const transport: Transport =
    flags.dryRun === true
      ? dryRun((text) => process.stdout.write(processSecrets.mask(text)))
      : paced(faults.length === 0 ? send : withFaults(send, faults, seed, faultCount), flags.rate)
  const writer =
    flags.json === true
      ? jsonLog(process.stdout)
      : consoleLog(flags.dryRun === true ? process.stderr : process.stdout, { asTable: flags.table === true })
  const created = followCreated()
  const began = state.record()
  await using log = openLogFile(flags.log, began !== undefined)
  const clock = flags.clock === 'real' ? realClock() : virtualClock(new Date(began?.nextCycleAt ?? VIRTUAL_START))
  const job = createProvisioningJob({
    tenant,
    schema,
    baseUrl: target.baseUrl,
    authorization: target.authorization,
    transport: (request, limits) => transport(request, { ...limits, signal: interrupt.signal }),
    state,
    clock,
    random: seededRandom(seed, `provision ${began?.cycles ?? 0}`),
    dialect: target.dialect,
    ...settings,
    scope: flags.scope,
    actions: flags.actions,
    ...(flags.deletionThreshold === undefined ? {} : { deletionThreshold: flags.deletionThreshold }),
    pause: (milliseconds) => delay(milliseconds, undefined, { signal: interrupt.signal }),
    ...(flags.skipOutOfScopeDeletions === true ? { skipOutOfScopeDeletions: true } : {}),
    onEntry: (raw: JsonObject) => {
      created.hear(raw)
      // An entry may contain data that the target echoed.
      const entry = processSecrets.maskDeep(raw)
      writer.entry(entry)
      log?.write(entry)
    },
    onQuarantine: (status) => notify(flags, processSecrets.maskDeep(status)),
    onProgress: (done, of) => writer.progress(done, of),
    // Objects are processed one at a time, so that two dry runs print the same.
    ...(flags.dryRun === true ? { concurrency: 1 } : {}),
    signal: interrupt.signal,
  })
  if (flags.restart !== undefined) job.restart(flags.restart)
  if (flags.allowDeletes === true) job.allowDeletes()
  writer.begin({
    baseUrl: target.baseUrl,
    seed,
    users: tenant.userCount,
    groups: tenant.groupCount,
    resumed: began !== undefined,
  })
  const isLeft = flags.target !== undefined && flags.dryRun !== true
  const events = seededRandom(seed, 'scenario')
  const scenario = scenarios[flags.scenario]
  const happen = (step: number): string | undefined =>
    flags.scenario === 'none'
      ? undefined
      : scenario?.({ tenant, applicants, random: events, now: instantOf(step), step })
  // The events before the process was stopped are repeated, so that the tenant has the state in which the job left it.
  const done = began?.cycles ?? 0
  for (let step = 0; step < done - 1; step += 1) happen(step)
  try {
    const cycles = await playCycles(job, writer, flags.cycles, done, happen)
    const readBack = flags.verify === true ? await verify(job) : undefined
    const left = isLeft ? created.left : []
    const ending = { isDryRun: flags.dryRun === true, left, ...(readBack === undefined ? {} : { readBack }) }
    writer.end(cycles, job.status(), processSecrets.maskDeep(ending))
    process.exitCode = exitCodeOfJob(cycles, job, readBack)
    const lost = await log?.close()
    if (lost !== undefined) {
      process.stderr.write(`${lost}\n`)
      process.exitCode = EXIT.harness
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    writer.interrupted(flags.state)
    process.exitCode = EXIT.interrupted
  } finally {
    // The embedded server ends together with its data.
    if (isLeft && flags.json !== true) {
      const headers = await target.authorization().catch(() => ({}))
      const lines = describeLeft(created, {
        baseUrl: target.baseUrl,
        headers,
        now: new Date(),
        isStopped: flags.spawn !== undefined,
      })
      if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
    }
    if (faults.length > 0) process.stderr.write(`${faultNote(flags.fault ?? [], faultCount)}\n`)
  }
}

const NO_ROLES =
  'the schema maps no role, so this scenario changes nothing; give --schema a file with a row such as roles[primary eq "True"].value from SingleAppRoleAssignment([appRoleAssignments])'

function mapsRoles({ synchronizationRules }: SynchronizationSchema): boolean {
  const rows = synchronizationRules.flatMap(({ objectMappings }) =>
    objectMappings.flatMap(({ attributeMappings }) => attributeMappings),
  )
  return rows.some((row) => sourcesOf(row).includes('appRoleAssignments'))
}

async function playCycles(
  job: ProvisioningJob,
  writer: ProvisioningLogWriter,
  count: number,
  done: number,
  happen: (step: number) => string | undefined,
): Promise<CycleRecord[]> {
  const cycles: CycleRecord[] = []
  for (let index = 0; index < count; index += 1) {
    const step = done + index - 1
    const event = step < 0 ? undefined : happen(step)
    if (event !== undefined) writer.event(event)
    const cycle = await job.runCycle()
    if (cycle === undefined) break
    cycles.push(cycle)
    writer.cycle(cycle, job.status())
  }
  return cycles
}

/** Returns the time of a gap between cycles: for scenarios each is a day later, regardless of the clock. */
const instantOf = (step: number): Date => new Date(VIRTUAL_START.getTime() + step * 86_400_000)

async function notify({ mailTo, mailVia }: ProvisionFlags, status: JobStatus): Promise<void> {
  if (mailTo === undefined) return
  try {
    await sendQuarantineMail({ to: mailTo, via: mailVia }, status, 'scim-rehearsal')
    if (!mailVia.startsWith('smtp:')) makePrivate(mailVia)
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error
    process.stderr.write(`${error.message}\n`)
  }
}

function refuseContradictions({ state, restart, allowDeletes, dryRun, verify: reads }: ProvisionFlags): void {
  if (dryRun === true && reads === true)
    throw new UsageError('--verify cannot be used with --dry-run, which sends nothing that could be read back')
  const flag = restart !== undefined ? '--restart' : allowDeletes === true ? '--allow-deletes' : undefined
  if (flag !== undefined && state === undefined)
    throw new UsageError(`${flag} needs an existing job: give --state FILE with its state`)
}

function resetScopes(text: string): readonly ResetScope[] {
  try {
    return parseResetScopes(text)
  } catch (error) {
    if (error instanceof InvalidResetScope) throw new UsageError(`--restart: ${error.message}`)
    throw error
  }
}

function actionList(text: string): ObjectAction[] {
  return text.split(',').map((name) => oneOf('--actions', ['create', 'update', 'delete'])(name.trim()))
}

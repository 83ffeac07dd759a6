import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { createTransport } from '../../mocks/transport/index.ts'
import { oneLine } from '../../reports/index.ts'
import {
  findRemains,
  isJournalFile,
  isRunName,
  type JournalContent,
  openTarget,
  processSecrets,
  type Remains,
  readJournal,
  removeJournaled,
  removeRemains,
  runOptions,
  type ScimSession,
} from '../index.ts'
import { EXIT } from './exit-code.ts'
import { RUNS_FOLDER } from './last-failed.ts'
import { paced } from './paced-transport.ts'
import { readText } from './read-file.ts'
import { baseUrlOf, headersOf, type SessionFlags } from './session-headers.ts'
import { tableOptions } from './table-options.ts'
import { connectionOf } from './target-flags.ts'
import { UsageError } from './usage-error.ts'
import { configOption, withConfig } from './with-config.ts'

interface CleanupFlags extends SessionFlags {
  readonly run?: string
  readonly journal?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Defines the command `cleanup`, which removes resources that an earlier, killed run left behind. */
export function cleanupCommand(): Command {
  const command = new Command('cleanup')
    .description('remove the users and groups that an earlier, killed run left on a target')
    .addHelpText(
      'after',
      '\nIt removes only resources whose userName, displayName or externalId has the name of a run. A run that was killed leaves a journal\nin the folder of its tape, which also names resources that the target does not list. Do not use cleanup while a rehearsal runs\nagainst the same target, unless --run names another run.\n\nExample:\n  scim-rehearsal cleanup --target https://host/scim/v2 --token "$SCIM_TOKEN" --dry-run\n',
    )
    .action(async () => cleanup(await withConfig<CleanupFlags>(command, 'run')))
  return configOption(tableOptions(command, runOptions, 'cleanup'))
    .option('--run <name>', 'only what this run made, such as rhmi1x2y3z (all runs)')
    .option(
      '--journal <file>',
      'also remove what this journal of a killed run lists (the journals in rehearsals/ for this target)',
    )
    .option('--dry-run', 'list what would be removed, and remove nothing')
    .option('--json', 'print an array of JSON objects')
}

interface Row {
  readonly path: string
  readonly name: string
  readonly run: string
  readonly startedAt: string
  readonly state: 'found' | 'removed' | 'left'
  /** The reason why the resource was not removed. */
  readonly reason?: string
}

async function cleanup(flags: CleanupFlags): Promise<void> {
  if (flags.target === undefined || flags.target.trim() === '')
    throw new UsageError('cleanup needs --target, the SCIM base URL of the server that has the leftovers')
  const now = new Date()
  if (flags.run !== undefined && !isRunName(flags.run, now))
    throw new UsageError(
      `--run takes the name of a run, rh and 8 letters or digits as its users have it (rhmi1x2y3z), not ${JSON.stringify(flags.run)}`,
    )
  const baseUrl = baseUrlOf(flags.target)
  const journals = journalsOf(flags, baseUrl)
  await using pool = createTransport({ timeout: flags.timeout, ...connectionOf(flags, process.env) })
  const send = paced(pool.send, flags.rate)
  const scim = await openTarget(baseUrl, await headersOf(flags), send)
  const found: Row[] = await removeListed(scim, journals, now, flags.dryRun === true)
  const { remains, problems } = await findRemains(scim, now, flags.run)
  // Groups are removed first, because they refer to users.
  for (const one of remains.toSorted((a, b) => a.path.localeCompare(b.path))) {
    if (found.some(({ path }) => path === one.path)) continue
    if (flags.dryRun === true) found.push(rowOf(one, 'found'))
    else {
      const reason = await removeRemains(scim, one, now)
      found.push(reason === undefined ? rowOf(one, 'removed') : { ...rowOf(one, 'left'), reason })
    }
  }
  // A name or a reason may contain data that the target echoed.
  const rows = processSecrets.maskDeep(found)
  for (const problem of problems) process.stderr.write(`${processSecrets.mask(problem)}\n`)
  process.stdout.write(
    flags.json === true ? `${JSON.stringify(rows, null, 2)}\n` : describe(rows, flags.dryRun === true),
  )
  process.exitCode =
    problems.length > 0 ? EXIT.untestable : rows.some(({ state }) => state === 'left') ? EXIT.findings : EXIT.conformant
}

interface FoundJournal {
  readonly file: string
  readonly content: JournalContent
}

/**
 * Returns the named journal, or the journals in the folder of the runs: of this target and, with `--run`, of that
 * run. Throws UsageError if the named file is not a journal of the target.
 */
function journalsOf({ journal, run }: CleanupFlags, baseUrl: string): readonly FoundJournal[] {
  if (journal === undefined)
    return journalsBelow(RUNS_FOLDER).flatMap((file) => {
      const content = readJournal(readText(file, MAX_JOURNAL_BYTES))
      const isMeant = content?.baseUrl === baseUrl && (run === undefined || content.run === run)
      return content !== undefined && isMeant ? [{ file, content }] : []
    })
  const content = readJournal(readText(journal, MAX_JOURNAL_BYTES))
  if (content === undefined)
    throw new UsageError(
      `--journal ${journal} is not the journal of a run; journals are named journal-RUN.ndjson and are in the folder of the tape`,
    )
  if (content.baseUrl !== baseUrl)
    throw new UsageError(`--journal ${journal} belongs to a run against ${content.baseUrl}, not against ${baseUrl}`)
  return [{ file: journal, content }]
}

/** Returns the journals in the folders of a folder. */
function journalsBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(folder, name))
        .filter(isJournalFile)
        .map((file) => join(folder, name, file)),
    )
}

const MAX_JOURNAL_BYTES = 64 * 1024 * 1024

/** Removes the resources in journals, and then each journal of which no resource is left. */
async function removeListed(
  scim: ScimSession,
  journals: readonly FoundJournal[],
  now: Date,
  isDry: boolean,
): Promise<Row[]> {
  const found: Row[] = []
  for (const { file, content } of journals) {
    const { run } = content
    const startedAt = new Date(Number.parseInt(run.slice(2), 36)).toISOString()
    const rows = await removeJournaled(scim, content, now, isDry)
    for (const { path, name, reason } of rows) {
      const state = isDry ? 'found' : reason === undefined ? 'removed' : 'left'
      found.push({ path, name, run, startedAt, state, ...(reason === undefined ? {} : { reason }) })
    }
    if (!isDry && rows.every(({ reason }) => reason === undefined)) rmSync(file, { force: true })
  }
  return found
}

const rowOf = ({ path, name, run, startedAt }: Remains, state: Row['state']): Row => ({
  path,
  name,
  run,
  startedAt: startedAt.toISOString(),
  state,
})

const VERBS = { found: 'would remove', removed: 'removed', left: 'left' } as const

function describe(rows: readonly Row[], isDry: boolean): string {
  const lines = rows.map(
    ({ path, name, run, startedAt, state, reason }) =>
      `${VERBS[state]} ${path}  ${oneLine(name)}  (run ${run} of ${startedAt})${reason === undefined ? '' : `: ${oneLine(reason)}`}`,
  )
  const count = (state: Row['state']): number => rows.filter((row) => row.state === state).length
  const left = count('left')
  const end =
    rows.length === 0
      ? 'nothing is left of any run'
      : isDry
        ? `${resources(rows.length)} would be removed; run it again without --dry-run to remove`
        : `${resources(count('removed'))} removed${left === 0 ? '' : `, ${resources(left)} left`}`
  return [...lines, end, ''].join('\n')
}

const resources = (count: number): string => `${count} ${count === 1 ? 'resource' : 'resources'}`

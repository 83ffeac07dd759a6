import { dirname } from 'node:path'
import { Command } from 'commander'
import { nearest } from '../../mocks/text/index.ts'
import {
  compareResults,
  type FailOn,
  markAccepted,
  multiplex,
  type RehearsalResult,
  reporters,
} from '../../reports/index.ts'
import { loadSuites, mergeResults, shippedSuites } from '../index.ts'
import { ACCEPTED_FILE, readAccepted, writeAccepted } from './accepted-file.ts'
import { chooseReporters } from './choose-reporters.ts'
import { EXIT } from './exit-code.ts'
import { exitCodeOf } from './exit-code-of.ts'
import { knownCheckIds } from './listed-checks.ts'
import { oneOf, repeated } from './parse-option.ts'
import { readResult, readTapesBeside, resultFile } from './read-result.ts'
import { reporterEnvironment } from './reporter-environment.ts'
import { UsageError } from './usage-error.ts'
import { describeWritten } from './written-files.ts'

interface ReportFlags {
  readonly baseline?: string
  readonly reporter: readonly string[]
  readonly out?: string
  readonly accepted?: string
  readonly accept?: string
  readonly reason?: string
  readonly until?: string
  readonly failOn?: FailOn
  readonly json?: boolean
}

/**
 * Defines the command `report`: it renders formats from earlier results, merges shards, compares with a baseline, and
 * accepts findings.
 */
export function reportCommand(): Command {
  return new Command('report')
    .description('render an earlier result.json in any format; merge shards; compare with a baseline; accept findings')
    .argument('[result...]', 'result.json, or its folder; several are merged as shards of one run')
    .option('--baseline <file>', 'an earlier result.json: list new, fixed and remaining findings')
    .option('--reporter <name>', `NAME or NAME=FILE; repeatable (${Object.keys(reporters).join(', ')})`, repeated, [])
    .option('--out <folder>', 'folder of the reports (that of the first result)')
    .option('--accept <id>', 'accept a finding as known, with --reason and --until')
    .option('--reason <text>', 'why a finding is accepted')
    .option('--until <date>', 'last day of the acceptance, such as 2027-06-30')
    .option('--accepted <file>', `the file of known findings (${ACCEPTED_FILE})`)
    .option(
      '--fail-on <level>',
      'findings that cause exit code 1: must, should, never (as in the run)',
      oneOf('--fail-on', ['must', 'should', 'never']),
    )
    .option('--json', 'print the result, or with --baseline the comparison, as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  scim-rehearsal report --baseline old.json new.json\n  scim-rehearsal report out/result.json --reporter sarif --reporter markdown=-\n  scim-rehearsal report --accept scim.filter.urn-prefix --reason "vendor ticket 7" --until 2027-06-30\n',
    )
    .action(report)
}

async function report(paths: readonly string[], flags: ReportFlags): Promise<void> {
  const results = paths.map(readResult)
  if (flags.accept !== undefined) await acceptFinding(flags.accept, flags, results)
  const [first] = paths
  if (first === undefined) {
    if (flags.accept === undefined) throw new UsageError('report needs a result.json, such as rehearsals/…/result.json')
    return
  }
  const merged = mergeResults(results)
  const marked = markAccepted(merged, readAccepted(flags.accepted), today())
  const result: RehearsalResult =
    flags.baseline === undefined
      ? marked
      : { ...marked, comparison: compareResults(readResult(flags.baseline), marked) }
  if (flags.json === true)
    process.stdout.write(`${JSON.stringify(flags.baseline === undefined ? result : result.comparison, null, 2)}\n`)
  const environment = reporterEnvironment(flags.out ?? dirname(resultFile(first)), () => readTapesBeside(paths))
  const names = flags.reporter.length === 0 && flags.json !== true ? ['console'] : flags.reporter
  const chosen = chooseReporters(names, environment)
  const isBroken = await render(chosen, result, paths)
  const written = describeWritten(environment.written, 'written')
  // Standard output may belong to a reporter, or to --json.
  if (written !== undefined) process.stderr.write(`${written}\n`)
  process.exitCode = isBroken ? EXIT.harness : exitCodeOf(result, flags.failOn ?? result.run.failOn ?? 'must')
}

/** Passes a finished run with its exchanges to reporters and reports those that fail. */
async function render(
  chosen: ReturnType<typeof chooseReporters>,
  result: RehearsalResult,
  paths: readonly string[],
): Promise<boolean> {
  let isBroken = false
  const reporter = multiplex(chosen, ({ reporter: name, error }) => {
    isBroken = true
    process.stderr.write(`the reporter ${name} failed: ${error instanceof Error ? error.message : String(error)}\n`)
  })
  const suites: Record<string, number> = {}
  for (const { suite } of result.checks) suites[suite] = (suites[suite] ?? 0) + 1
  const { seed, concurrency, startedAt } = result.run
  reporter.onBegin({ target: result.target.baseUrl, seed, concurrency, startedAt, suites })
  if (chosen.some(({ onExchange }) => onExchange !== undefined))
    for await (const exchange of readTapesBeside(paths)) reporter.onExchange(exchange)
  for (const check of result.checks) reporter.onCheck(check)
  await reporter.onEnd(result)
  return isBroken
}

async function acceptFinding(
  id: string,
  { reason, until, accepted }: ReportFlags,
  results: readonly RehearsalResult[],
): Promise<void> {
  if (reason === undefined || reason.trim() === '')
    throw new UsageError('--accept needs --reason, so that others understand it')
  if (until === undefined || !isDate(until))
    throw new UsageError(
      `--accept needs --until, a day such as 2027-06-30${until === undefined ? '' : `, not ${JSON.stringify(until)}`}`,
    )
  if (until < today()) throw new UsageError(`--until ${until} is past; a finding counts again after its day`)
  if (results.length === 0) refuseUnknown(id, 'unknown check', [...knownCheckIds(await loadSuites(shippedSuites()))])
  else refuseUnknown(id, 'not a finding of this result:', findingsOf(results))
  process.stdout.write(`${id} is accepted until ${until} in ${writeAccepted(accepted, { id, reason, until })}\n`)
}

const findingsOf = (results: readonly RehearsalResult[]): readonly string[] =>
  results.flatMap(({ checks }) =>
    checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn').map(({ id }) => id),
  )

/** Throws UsageError with the nearest id if a finding does not exist, because accepting it would have no effect. */
function refuseUnknown(id: string, what: string, known: readonly string[]): void {
  if (known.includes(id)) return
  const near = nearest(id, known)
  const next =
    near === undefined
      ? 'give the result.json that has it, or see `scim-rehearsal list checks`'
      : `did you mean ${near}?`
  throw new UsageError(`--accept: ${what} ${JSON.stringify(id)}; ${next}`)
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true
}

/** Returns the current day, as in a file of accepted findings. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}

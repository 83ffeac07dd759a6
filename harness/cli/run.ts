import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { Command } from 'commander'
import {
  type BudgetJudge,
  compareResults,
  exchangeReporter,
  judgeBudgets,
  markAccepted,
  type RehearsalResult,
  type Reporter,
  type ReporterEnvironment,
} from '../../reports/index.ts'
import {
  isFinding,
  loadSuites,
  MAX_SEED,
  type OptionValues,
  type RehearsalConfig,
  type RehearsalOptions,
  rehearse,
  runDefaults,
  runOptions,
  type Suite,
  shippedSuites,
  suiteNames,
  type TargetOptions,
} from '../index.ts'
import { readAccepted } from './accepted-file.ts'
import { chooseReporters, splitReporter, withDefaultReporters } from './choose-reporters.ts'
import { isContinuousIntegration } from './continuous-integration.ts'
import { EXIT } from './exit-code.ts'
import { exitCodeOf } from './exit-code-of.ts'
import { faultNote, readFaults, withFaults } from './fault-transport.ts'
import { listenForInterrupt } from './interrupt.ts'
import { RUNS_FOLDER, readLastFailed } from './last-failed.ts'
import { federationNote } from './oauth-flags.ts'
import { parseHeader, readBudget } from './parse-option.ts'
import { prepareOutFolder } from './private-file.ts'
import { readFidelity } from './read-fidelity.ts'
import { readResult, readTapesBeside } from './read-result.ts'
import { readSchema } from './read-schema.ts'
import { tokenOf } from './read-secret.ts'
import { today } from './report.ts'
import { reporterEnvironment } from './reporter-environment.ts'
import { rerunOf } from './rerun.ts'
import { thisStart } from './started-as.ts'
import { tableOptions } from './table-options.ts'
import { connectionOf } from './target-flags.ts'
import { targetOptionsOf } from './target-options.ts'
import { UsageError } from './usage-error.ts'
import { configOption, givenValues, withConfig } from './with-config.ts'
import { describeWritten } from './written-files.ts'

/** The options that always have a value. */
type Always =
  | 'suite'
  | 'check'
  | 'level'
  | 'reporter'
  | 'defaultReporters'
  | 'concurrency'
  | 'timeout'
  | 'maxWait'
  | 'failOn'
  | 'budget'
  | 'diagnose'

interface RunFlags
  extends Omit<RehearsalConfig, Always | 'headers' | 'provision'>,
    Required<Pick<RehearsalConfig, Always>> {
  readonly header: readonly string[]
  readonly lastFailed?: boolean
  readonly config?: string
}

/** Defines the command `run`, which rehearses against a target and judges it. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('rehearse against a target and judge it; without --target against the embedded JumpCloud stack')
    .addHelpText('after', '\nExample:\n  scim-rehearsal run --target https://host/scim/v2 --token "$SCIM_TOKEN"\n')
    .action(async () => run(await withConfig<RunFlags>(command, 'run'), givenValues(command)))
  return configOption(tableOptions(command, runOptions, 'run'))
}

async function run(flags: RunFlags, given: OptionValues): Promise<void> {
  const target = targetOf(flags)
  if (target?.federation !== undefined) process.stderr.write(`${federationNote(target.federation)}\n`)
  const suites = await loadSuites(shippedSuites())
  const defaults = runDefaults({ ...flags, ...targetUrl(flags) }, suiteNames(suites))
  const checks = checksOf(flags, suites)
  if (checks === undefined) return
  const out = flags.out ?? join(RUNS_FOLDER, folderName(new Date()))
  const seed = flags.seed ?? randomInt(MAX_SEED)
  // A tape that could not be written completely may end in the middle of a line.
  let isTapeLost = false
  const environment = reporterEnvironment(
    out,
    () => readTapesBeside(isTapeLost ? [] : [join(out, 'result.json')]),
    flags.quiet === true ? 'quiet' : flags.verbose === true ? 'verbose' : 'normal',
  )
  const names = flags.defaultReporters ? withDefaultReporters(flags.reporter) : flags.reporter
  const values = {
    ...given,
    seed,
    ...(target === undefined ? { embedded: true } : {}),
    ...impliedSchema(flags, defaults.schema, suiteNames(suites)),
    // The folder of the previous run may contain another run by then.
    ...(flags.lastFailed === true ? { lastFailed: undefined, check: checks } : {}),
  }
  const { command, replay } = rerunOf({
    start: thisStart(),
    values,
    ...(flags.config === undefined ? {} : { config: flags.config }),
  })
  const fidelity = readFidelity(flags.fidelity)
  const dialect = flags.dialect ?? fidelity?.dialect
  const budgets = judgeBudgets(flags.budget.map(readBudget))
  const faults = readFaults(flags.fault ?? [])
  const faultCount = { met: 0, all: 0 }
  using interrupt = listenForInterrupt()
  const options: RehearsalOptions = {
    schema: readSchema(defaults.schema),
    seed,
    concurrency: flags.concurrency,
    timeout: flags.timeout,
    maxWait: flags.maxWait,
    diagnose: flags.diagnose,
    failOn: flags.failOn,
    tapeFile: join(out, 'tape.ndjson'),
    journalFolder: out,
    onJournalFailure: (message) => void process.stderr.write(`${message}\n`),
    onTapeFailure: (message) => {
      isTapeLost = true
      process.stderr.write(`${message}\n`)
    },
    command,
    replay,
    signal: interrupt.signal,
    selection: { suites: defaults.suites, checks, levels: flags.level, ...shardOf(flags) },
    reporters: [
      { name: 'budget', onExchange: (exchange) => budgets.hear(exchange) },
      ...reportersOf(names, environment, flags),
    ],
    annotate: annotation(flags, budgets),
    ...(target === undefined ? {} : { target }),
    ...(flags.observe === undefined ? {} : { observe: flags.observe }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(fidelity === undefined ? {} : { switches: fidelity.switches }),
    ...(flags.settle === undefined ? {} : { settle: flags.settle }),
    ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    ...(flags.asOf === undefined ? {} : { asOf: flags.asOf }),
    ...(flags.readOnly === undefined ? {} : { readOnly: flags.readOnly }),
    ...(flags.capabilities === undefined ? {} : { capabilities: flags.capabilities }),
    ...(flags.shuffle === undefined ? {} : { shuffle: flags.shuffle }),
    ...(faults.length === 0 ? {} : { disturb: (send) => withFaults(send, faults, seed, faultCount) }),
    ...stopAfter(flags),
  }
  prepareOutFolder(out)
  const { result, reporterFailures } = await rehearse(options)
  for (const { reporter, error } of reporterFailures)
    process.stderr.write(`the reporter ${reporter} failed: ${error instanceof Error ? error.message : String(error)}\n`)
  if (faults.length > 0) process.stderr.write(`${faultNote(flags.fault ?? [], faultCount)}\n`)
  const page = flags.quiet === true ? undefined : pageOf(names)
  const isWritten = !reporterFailures.some(({ reporter }) => reporter === 'html')
  if (result.verdict !== 'untestable' && page !== undefined && isWritten)
    process.stdout.write(`report: ${join(out, page)}\n`)
  const usual = ['result.json', 'junit.xml', page ?? ''].map((file) => join(out, file))
  const others = describeWritten(
    environment.written.filter((file) => !usual.includes(file)),
    'also written',
  )
  // Standard output may belong to a reporter.
  const isTaken = names.some((name) => splitReporter(name)[1] === '-')
  if (flags.quiet !== true && others !== undefined) process[isTaken ? 'stderr' : 'stdout'].write(`${others}\n`)
  const code = exitCodeOf(result, flags.failOn)
  // A finding is more important than a missing report, but a pipeline must not treat a lost report as success.
  const isReportLost = reporterFailures.length > 0 || isTapeLost
  process.exitCode = isReportLost && code === EXIT.conformant ? EXIT.harness : code
}

/** Returns the target of the options; undefined for the embedded stack. Throws UsageError. */
function targetOf(flags: RunFlags): TargetOptions | undefined {
  const { target: url } = targetUrl(flags)
  if (url === undefined) {
    // An invalid secret or certificate is an error even if nothing is sent to a target.
    tokenOf(flags)
    flags.header.forEach(parseHeader)
    connectionOf(flags, process.env)
    if (flags.spawn !== undefined && flags.embedded !== true)
      throw new UsageError(
        '--spawn needs --target, the URL at which the command will answer, such as http://127.0.0.1:{port}/scim/v2',
      )
    if (flags.embedded !== true && isContinuousIntegration(process.env))
      throw new UsageError(
        'run has no target, and this is continuous integration (CI is set): give --target, or --embedded to rehearse the embedded JumpCloud stack',
      )
    return undefined
  }
  if (flags.spawn === undefined && url.includes('{port}'))
    throw new UsageError(
      '--target contains {port}, a placeholder for the port of a target that --spawn starts: give --spawn, or the port',
    )
  return targetOptionsOf(url, flags)
}

/**
 * Returns the target's URL, unless the embedded stack is requested. An empty URL is an error, for example a variable
 * that is not set.
 */
function targetUrl({ target, embedded }: RunFlags): { readonly target?: string } {
  if (embedded === true || target === undefined) return {}
  if (target.trim() === '')
    throw new UsageError('--target is empty: give the SCIM base URL, such as https://host/scim/v2, or --embedded')
  return { target }
}

/**
 * Returns the mapping if other options than the target determined it: a rerun of single checks does not have those
 * options.
 */
function impliedSchema(flags: RunFlags, schema: string, suites: readonly string[]): { readonly schema?: string } {
  if (flags.schema !== undefined) return {}
  const { observe } = flags
  const chosen = { ...targetUrl(flags), ...(observe === undefined ? {} : { observe }), suite: [], check: [] }
  return runDefaults(chosen, suites).schema === schema ? {} : { schema }
}

/** Returns the globs and ids of the checks to run; undefined if --last-failed finds no failed check. */
function checksOf(flags: RunFlags, suites: readonly Suite[]): readonly string[] | undefined {
  if (flags.lastFailed !== true) return flags.check
  const invariants = new Set(suites.flatMap((suite) => suite.invariants.map(({ id }) => id)))
  const { folder, checks } = readLastFailed(flags.out, flags.failOn, flags.check, invariants)
  if (checks.length > 0) return checks
  process.stdout.write(`no check failed in the run in ${folder}: there is nothing to run again\n`)
  return undefined
}

function shardOf({ shard }: RunFlags): { shard?: { index: number; of: number } } {
  if (shard === undefined) return {}
  const [, index = 0, of = 0] = /^(\d+)\/(\d+)$/.exec(shard)?.map(Number) ?? []
  if (index < 1 || index > of) throw new UsageError(`--shard takes I/N, such as 1/4, not ${JSON.stringify(shard)}`)
  return { shard: { index, of } }
}

/** Returns the name of a folder; milliseconds keep two runs apart that begin in the same second. */
const folderName = (now: Date): string => now.toISOString().replaceAll(':', '-')

function reportersOf(
  names: readonly string[],
  environment: ReporterEnvironment,
  { showExchanges }: RunFlags,
): readonly Reporter[] {
  const chosen = chooseReporters(names, environment)
  return showExchanges === true ? [exchangeReporter(environment), ...chosen] : chosen
}

/**
 * Returns the path of the HTML report; undefined if there is none, or if standard output belongs to another reporter.
 */
function pageOf(names: readonly string[]): string | undefined {
  const chosen = names.map(splitReporter)
  if (chosen.some(([, file]) => file === '-')) return undefined
  const html = chosen.find(([name]) => name === 'html')
  return html === undefined ? undefined : (html[1] ?? 'report.html')
}

/** Returns the counter of the findings that cause exit code 1, for --bail. */
function stopAfter({ bail, failOn, accepted }: RunFlags): Pick<RehearsalOptions, 'stop'> {
  if (bail === undefined) return {}
  const known = new Set(readAccepted(accepted).map(({ id }) => id))
  let failures = 0
  return {
    stop: (check) => {
      const counts = check.outcome === 'fail' || isFinding(check, failOn)
      if (counts && !known.has(check.id)) failures += 1
      return failures >= bail
    },
  }
}

/**
 * Marks known findings and reports new ones; the files are read before the run, so that an error in one is reported at
 * once.
 */
function annotation(
  { baseline, accepted }: RunFlags,
  budgets: BudgetJudge,
): (result: RehearsalResult) => RehearsalResult {
  const known = readAccepted(accepted)
  const before = baseline === undefined ? undefined : readResult(baseline)
  return (result) => {
    const judged = budgets.results()
    const timed = judged.length === 0 || result.verdict === 'untestable' ? result : { ...result, budgets: judged }
    const marked = markAccepted(timed, known, today())
    return before === undefined ? marked : { ...marked, comparison: compareResults(before, marked) }
  }
}

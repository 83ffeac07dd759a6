import { randomInt } from 'node:crypto'
import { join, relative } from 'node:path'
import { Command } from 'commander'
import { compareResults, markAccepted, type RehearsalResult, reporters } from '../../reports/index.ts'
import { type RehearsalOptions, rehearse, type TargetOptions } from '../index.ts'
import { ACCEPTED_FILE, readAccepted } from './accepted-file.ts'
import { chooseReporters } from './choose-reporters.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { type OAuthFlags, oauthOptions, tokenRequestOf } from './oauth-flags.ts'
import { oneOf, parseHeader, parseRate, repeated, wholeNumber } from './parse-option.ts'
import { prepareOutFolder } from './private-file.ts'
import { readCertificates } from './read-certificates.ts'
import { readResult, readTapesBeside } from './read-result.ts'
import { readSchema } from './read-schema.ts'
import { type TokenFlags, tokenFileOption, tokenOf } from './read-secret.ts'
import { today } from './report.ts'
import { reporterEnvironment } from './reporter-environment.ts'
import { UsageError } from './usage-error.ts'
import { configOption, withConfig } from './with-config.ts'

interface RunFlags extends OAuthFlags, TokenFlags {
  readonly target?: string
  readonly header: readonly string[]
  readonly spawn?: string
  readonly observe?: 'scim' | 'jumpcloud'
  readonly dialect?: 'legacy' | 'flagged'
  readonly schema: string
  readonly suite: readonly string[]
  readonly check: readonly string[]
  readonly level: readonly ('must' | 'should' | 'may')[]
  readonly reporter: readonly string[]
  readonly out?: string
  readonly seed?: number
  readonly concurrency: number
  readonly timeout: number
  readonly settle?: number
  readonly rate?: number
  readonly failOn: 'must' | 'should' | 'never'
  readonly readOnly?: boolean
  readonly shuffle?: boolean
  readonly shard?: string
  readonly baseline?: string
  readonly accepted?: string
  readonly ca?: string
  readonly capabilities?: NonNullable<RehearsalOptions['capabilities']>
  readonly config?: string
}

const MAX_SEED = 2 ** 31

/** The command `run`: rehearses against a target and judges it. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('rehearse against a target and judge it; without --target against the embedded JumpCloud stack')
    .option('--target <url>', "SCIM base URL, as typed into Entra's Tenant URL")
    .option('--token <token>', 'secret token, sent as Bearer (or SCIM_TOKEN in the environment)')
    .option('--header <line>', "another header, 'name: value'; repeats", repeated, [])
    .option('--spawn <command>', 'start the target with this command; {port} in --target is replaced')
    .option(
      '--observe <leg>',
      'scim: read back and projected; jumpcloud: what the target wrote',
      oneOf('--observe', ['scim', 'jumpcloud']),
    )
    .option(
      '--dialect <name>',
      'legacy or flagged (from the Tenant URL, else legacy)',
      oneOf('--dialect', ['legacy', 'flagged']),
    )
    .option('--schema <file>', 'attribute mappings: a Graph synchronizationSchema, default or jumpcloud', 'jumpcloud')
    .option('--suite <name>', 'play this suite alone; repeats', repeated, [])
    .option('--check <glob>', 'play these checks alone; repeats', repeated, [])
    .option(
      '--level <level>',
      'must, should or may; repeats',
      (value, before: readonly string[]) => [...before, oneOf('--level', ['must', 'should', 'may'])(value)],
      [],
    )
    .option('--reporter <name>', `NAME or NAME=FILE; repeats (${Object.keys(reporters).join(', ')})`, repeated, [])
    .option('--out <folder>', 'where the reports go (rehearsals/<start time>)')
    .option('--seed <number>', 'play the same again', wholeNumber('--seed', 0, MAX_SEED))
    .option('--concurrency <number>', 'checks at once', wholeNumber('--concurrency', 1, 1000), 8)
    .option('--timeout <ms>', 'for one exchange', wholeNumber('--timeout', 1), 60_000)
    .option(
      '--settle <ms>',
      'how long the target may take to show what it was told (0, with --observe jumpcloud 2000)',
      wholeNumber('--settle', 0),
    )
    .option('--rate <n/s>', 'requests per second at most', parseRate)
    .option(
      '--fail-on <level>',
      'which findings make exit code 1: must, should, never',
      oneOf('--fail-on', ['must', 'should', 'never']),
      'must',
    )
    .option('--baseline <file>', 'an earlier result.json: only findings that it does not have make exit code 1')
    .option('--accepted <file>', `known findings, which do not count (${ACCEPTED_FILE})`)
    .option('--ca <file>', 'PEM file of certificates to trust, for a target with a private authority')
    .option('--read-only', 'play only what changes nothing')
    .option('--shuffle', 'play in an order drawn from the seed')
    .option('--shard <i/n>', 'play the I-th of N parts')
    .addHelpText('after', '\nExample:\n  scim-rehearsal run --target https://host/scim/v2 --token "$SCIM_TOKEN"\n')
    .action(async () => run(await withConfig<RunFlags>(command, 'run')))
  return configOption(tokenFileOption(oauthOptions(command)))
}

async function run(flags: RunFlags): Promise<void> {
  const startedAt = new Date()
  const out =
    flags.out ??
    join(
      'rehearsals',
      startedAt
        .toISOString()
        .replaceAll(':', '-')
        .replace(/\.\d+Z$/, 'Z'),
    )
  const tapeFile = join(out, 'tape.ndjson')
  const seed = flags.seed ?? randomInt(MAX_SEED)
  // What is left of a tape that could not be written may end in the middle of a line.
  let isTapeLost = false
  const environment = reporterEnvironment(out, () => readTapesBeside(isTapeLost ? [] : [join(out, 'result.json')]))
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  const target = targetOf(flags)
  const command = commandLine(flags, seed)
  const options: RehearsalOptions = {
    schema: readSchema(flags.schema),
    seed,
    concurrency: flags.concurrency,
    timeout: flags.timeout,
    failOn: flags.failOn,
    tapeFile,
    onTapeFailure: (message) => {
      isTapeLost = true
      process.stderr.write(`${message}\n`)
    },
    command,
    replay: (id) => `${command} --check ${id}`,
    signal: interrupt.signal,
    selection: { suites: flags.suite, checks: flags.check, levels: flags.level, ...shardOf(flags) },
    reporters: chooseReporters(flags.reporter, environment, ['console', 'json', 'junit', 'html']),
    annotate: annotation(flags),
    ...(target === undefined ? {} : { target }),
    ...(flags.observe === undefined ? {} : { observe: flags.observe }),
    ...(flags.dialect === undefined ? {} : { dialect: flags.dialect }),
    ...(flags.settle === undefined ? {} : { settle: flags.settle }),
    ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    ...(flags.readOnly === undefined ? {} : { readOnly: flags.readOnly }),
    ...(flags.capabilities === undefined ? {} : { capabilities: flags.capabilities }),
    ...(flags.shuffle === undefined ? {} : { shuffle: flags.shuffle }),
  }
  prepareOutFolder(out)
  try {
    const { result, reporterFailures } = await rehearse(options)
    for (const { reporter, error } of reporterFailures) {
      process.stderr.write(
        `the reporter ${reporter} failed: ${error instanceof Error ? error.message : String(error)}\n`,
      )
    }
    const page = pageOf(flags.reporter)
    const isWritten = !reporterFailures.some(({ reporter }) => reporter === 'html')
    if (result.verdict !== 'untestable' && page !== undefined && isWritten)
      process.stdout.write(`report: ${join(out, page)}\n`)
    const code = exitCodeOf(result, flags.failOn)
    // A finding says more than a report that is missing, but a pipeline must not take a lost report for success.
    const isReportLost = reporterFailures.length > 0 || isTapeLost
    process.exitCode = isReportLost && code === EXIT.conformant ? EXIT.harness : code
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

function targetOf(flags: RunFlags): TargetOptions | undefined {
  if (flags.target === undefined) {
    if (flags.spawn !== undefined)
      throw new UsageError(
        '--spawn needs --target, the URL at which the command will answer, such as http://127.0.0.1:{port}/scim/v2',
      )
    return undefined
  }
  if (flags.spawn === undefined && flags.target.includes('{port}'))
    throw new UsageError(
      '--target has {port}, which stands for the port of a target started by --spawn: give --spawn, or the port',
    )
  const token = tokenOf(flags)
  const oauth = tokenRequestOf(flags)
  return {
    url: flags.target,
    ...(token === undefined || token === '' ? {} : { token }),
    headers: Object.fromEntries(flags.header.map(parseHeader)),
    ...(oauth === undefined ? {} : { oauth }),
    ...(flags.spawn === undefined ? {} : { spawn: flags.spawn }),
    ...(flags.ca === undefined ? {} : { ca: readCertificates('--ca', flags.ca) }),
  }
}

function shardOf({ shard }: RunFlags): { shard?: { index: number; of: number } } {
  if (shard === undefined) return {}
  const [, index = 0, of = 0] = /^(\d+)\/(\d+)$/.exec(shard)?.map(Number) ?? []
  if (index < 1 || index > of) throw new UsageError(`--shard takes I/N, such as 1/4, not ${JSON.stringify(shard)}`)
  return { shard: { index, of } }
}

/** Where the HTML report is; undefined where there is none, or standard output belongs to another reporter. */
function pageOf(chosen: readonly string[]): string | undefined {
  if (chosen.length === 0) return 'report.html'
  if (chosen.some((name) => name.endsWith('=-'))) return undefined
  const html = chosen.find((name) => /^html(?:=|$)/.test(name))
  return html === undefined ? undefined : (html.split('=')[1] ?? 'report.html')
}

/** Marks what is known and tells what is new; files are read before the run, so that a fault in one is told at once. */
function annotation({ baseline, accepted }: RunFlags): (result: RehearsalResult) => RehearsalResult {
  const known = readAccepted(accepted)
  const before = baseline === undefined ? undefined : readResult(baseline)
  return (result) => {
    const marked = markAccepted(result, known, today())
    return before === undefined ? marked : { ...marked, comparison: compareResults(before, marked) }
  }
}

/** The command as one can give it again; the token is left to the environment. */
function commandLine(flags: RunFlags, seed: number): string {
  const quote = (text: string): string =>
    /^[\w@%+=:,./{}?-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
  const parts = ['scim-rehearsal', 'run']
  if (flags.config !== undefined) parts.push('--config', quote(relative(process.cwd(), flags.config)))
  if (flags.target !== undefined) parts.push('--target', quote(flags.target))
  if (flags.spawn !== undefined) parts.push('--spawn', quote(flags.spawn))
  if (flags.ca !== undefined) parts.push('--ca', quote(flags.ca))
  if (flags.oauthTokenUrl !== undefined) parts.push('--oauth-token-url', quote(flags.oauthTokenUrl))
  if (flags.oauthClientId !== undefined) parts.push('--oauth-client-id', quote(flags.oauthClientId))
  if (flags.observe !== undefined) parts.push('--observe', flags.observe)
  if (flags.dialect !== undefined) parts.push('--dialect', flags.dialect)
  if (flags.schema !== 'jumpcloud') parts.push('--schema', quote(flags.schema))
  return [...parts, '--seed', String(seed)].join(' ')
}

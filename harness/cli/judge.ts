import { Command } from 'commander'
import { type CheckResult, type Exchange, oneLine, type RehearsalResult, reporters } from '../../reports/index.ts'
import {
  type ClientFinding,
  createInvariantJudge,
  isEntraTraffic,
  judgeClient,
  loadRegister,
  loadSuites,
  maskExchange,
  observeRecorded,
  processSecrets,
  shippedSuites,
} from '../index.ts'
import { splitReporter } from './choose-reporters.ts'
import { EXIT } from './exit-code.ts'
import { exitCodeOfJudgement } from './exit-code-of.ts'
import { oneOf, repeated } from './parse-option.ts'
import { baseFor, checkedBase } from './recorded-base.ts'
import { readRecording } from './recording.ts'
import { reporterEnvironment } from './reporter-environment.ts'
import { UsageError } from './usage-error.ts'

interface JudgeFlags {
  readonly json?: boolean
  readonly base?: string
  readonly reporter: readonly string[]
  readonly out?: string
  readonly verbose?: boolean
}

/** Reporters that need only exchanges. */
const FIXTURES = ['nock', 'wiremock', 'hoverfly'] as const

/** Defines the command `judge`, which applies the invariants to recorded traffic, without a target. */
export function judgeCommand(): Command {
  return new Command('judge')
    .description('judge recorded traffic without a target: the responses of the server, and the requests of the client')
    .argument('<file>', 'a tape (.ndjson), the folder of a recording, or a HAR')
    .option('--base <url>', 'the SCIM base URL within the recording (what is before /Users)')
    .option('--json', 'print an array of JSON results')
    .option(
      '--reporter <name>',
      `write fixtures of the responses: ${FIXTURES.join(', ')}, NAME or NAME=FOLDER; repeatable`,
      repeated,
      [],
    )
    .option('--out <folder>', 'folder of the fixtures (the working folder)')
    .option('--verbose', 'also list the rules that do not apply to any exchange')
    .addHelpText('after', '\nExample:\n  scim-rehearsal judge rehearsals/2026-11-23T08-00-00.000Z/tape.ndjson\n')
    .action(judge)
}

async function judge(file: string, flags: JudgeFlags): Promise<void> {
  const given = flags.base === undefined ? undefined : checkedBase(flags.base)
  const { exchanges, notes } = readRecording(file)
  for (const note of notes) process.stderr.write(`note: ${note}\n`)
  const answered = exchanges.filter(({ leg, response }) => leg === 'scim' && response.status !== 0)
  if (answered.length === 0) throw new UsageError(`${file} has no exchange with a response`)

  const isEntra = isEntraTraffic(answered)
  const folder = shippedSuites()
  const suites = (await loadSuites(folder)).filter(({ name }) => isEntra || /^rfc/.test(name))
  const invariants = suites.flatMap(({ name, invariants: own }) => own.map((invariant) => ({ suite: name, invariant })))
  const judging = createInvariantJudge(invariants, loadRegister(`${folder}/requirements`))
  const judged: Exchange[] = []
  let clientBase = ''
  for (const exchange of answered) {
    const base = baseFor(exchange, given)
    const observed = base === undefined ? undefined : observeRecorded(exchange, base)
    if (base === undefined || observed === undefined) continue
    clientBase = base
    judged.push(exchange)
    judging.observe(observed)
  }
  const cut = answered.filter((exchange) => exchange.cut !== undefined).length
  if (cut > 0)
    process.stderr.write(
      `${cut} ${cut === 1 ? 'exchange was' : 'exchanges were'} not judged: only the beginning of a body was recorded\n`,
    )
  if (judged.length === 0) {
    process.stderr.write(`${nothingThere(file, answered, given)}\n`)
    process.exitCode = EXIT.untestable
    return
  }
  const results = judging.results()
  // A rehearsal sends invalid requests on purpose.
  const isRehearsal = judged.some(({ cause }) => !/^(?:recording$|activity \d)/.test(cause))
  const client = isRehearsal ? [] : clientResults(judgeClient(judged, clientBase), isEntra)
  // A reason may quote a body.
  const rows = processSecrets.maskDeep([...results, ...client])
  await writeFixtures(judged, flags)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  else
    process.stdout.write(
      describe(rows, { requests: judged.length, isEntra, isRehearsal, isVerbose: flags.verbose === true }),
    )
  process.exitCode = exitCodeOfJudgement(rows)
}

/** Writes the exchanges as fixtures. Throws UsageError for any other reporter. */
async function writeFixtures(exchanges: readonly Exchange[], { reporter, out }: JudgeFlags): Promise<void> {
  const environment = reporterEnvironment(out ?? '.', async function* () {
    for (const exchange of exchanges) yield maskExchange(exchange, processSecrets.secrets)
  })
  for (const text of reporter) {
    const [name, folder] = splitReporter(text)
    const known = oneOf('--reporter', FIXTURES)(name)
    await reporters[known]?.(environment, folder).onEnd?.({} as RehearsalResult)
  }
}

/** Converts the findings about the client to results of checks. Deviations that are known of Entra are warnings. */
function clientResults(findings: readonly ClientFinding[], isEntra: boolean): CheckResult[] {
  return findings.map(
    ({ id, title, section, broken, evidence, reason }): CheckResult => ({
      id,
      suite: 'client',
      title,
      outcome: broken === 0 ? 'pass' : isEntra ? 'warn' : 'fail',
      requirements: [],
      durationMs: 0,
      evidence,
      ...(reason === undefined
        ? {}
        : {
            reason: `${broken} ${broken === 1 ? 'request violates' : 'requests violate'} ${section}; the first is ${evidence[0] ?? ''}: ${reason}`,
          }),
    }),
  )
}

function describe(
  rows: readonly CheckResult[],
  {
    requests,
    isEntra,
    isRehearsal,
    isVerbose,
  }: {
    readonly requests: number
    readonly isEntra: boolean
    readonly isRehearsal: boolean
    readonly isVerbose: boolean
  },
): string {
  const found = rows.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn' || outcome === 'error')
  const count = (list: readonly CheckResult[], outcome: CheckResult['outcome']): number =>
    list.filter((row) => row.outcome === outcome).length
  const counted = (isClient: boolean): string => {
    const list = rows.filter(({ suite }) => (suite === 'client') === isClient)
    return `${count(list, 'fail')} failed, ${count(list, 'warn')} warned, ${count(list, 'pass')} passed, ${count(list, 'skip')} not applicable`
  }
  const client = isRehearsal ? 'not judged: a rehearsal sends wrong requests on purpose' : counted(true)
  return [
    ...rows
      .filter(({ outcome }) => isVerbose || outcome !== 'skip')
      .map(
        ({ outcome, id, title, reason }) =>
          `${outcome.padEnd(5)} ${id}  ${oneLine(outcome === 'pass' ? title : (reason ?? title))}`,
      ),
    '',
    ...(found.length === 0 ? [] : ['Findings:']),
    ...found.flatMap(({ outcome, suite, id, title, reason, failure, impact, remedy, evidence }) => [
      `  ${outcome} ${suite === 'client' ? 'client' : 'server'}  ${oneLine(failure ?? title)}  (${id})`,
      ...(reason === undefined ? [] : [`       ${oneLine(reason)}`]),
      ...(impact === undefined ? [] : [`       it means: ${oneLine(impact)}`]),
      ...(remedy === undefined ? [] : [`       to fix it: ${oneLine(remedy)}`]),
      ...(evidence.length === 0 ? [] : [`       exchanges: ${evidence.join(', ')}`]),
    ]),
    `${requests} ${requests === 1 ? 'exchange' : 'exchanges'} judged, ${isEntra ? "of Entra's client" : "of another client than Entra's: only the RFCs apply"}`,
    `server: ${counted(false)}`,
    `client: ${client}`,
    '',
  ].join('\n')
}

function nothingThere(file: string, answered: readonly Exchange[], given: string | undefined): string {
  const [first] = answered
  const recorded = `${answered.length} ${answered.length === 1 ? 'exchange' : 'exchanges'}`
  const example = first === undefined ? '' : `; the first is ${first.request.method} ${first.request.url}`
  return given === undefined
    ? `nothing to judge: none of the ${recorded} in ${file} has a SCIM endpoint such as /Users in its URL${example}`
    : `nothing to judge: none of the ${recorded} in ${file} is below ${given}${example}`
}

import { Command } from 'commander'
import type { CheckResult, Exchange } from '../../reports/index.ts'
import { createInvariantJudge, loadRegister, loadSuites, observeRecorded, shippedSuites } from '../index.ts'
import { EXIT } from './exit-code.ts'
import { baseFor, checkedBase } from './recorded-base.ts'
import { readRecording } from './recording.ts'
import { UsageError } from './usage-error.ts'

interface JudgeFlags {
  readonly json?: boolean
  readonly base?: string
}

/** The command `judge`: applies the invariants to recorded traffic, without a target. */
export function judgeCommand(): Command {
  return new Command('judge')
    .description('apply the invariants to a recorded tape or a HAR, without a target')
    .argument('<file>', 'a tape (.ndjson) or a HAR (.har)')
    .option('--base <url>', 'the SCIM base URL within the recording (what stands before /Users)')
    .option('--json', 'as an array of results')
    .addHelpText('after', '\nExample:\n  scim-rehearsal judge rehearsals/2026-11-23T08-00-00Z/tape.ndjson\n')
    .action(judge)
}

async function judge(file: string, flags: JudgeFlags): Promise<void> {
  const given = flags.base === undefined ? undefined : checkedBase(flags.base)
  const { exchanges, notes } = readRecording(file)
  for (const note of notes) process.stderr.write(`note: ${note}\n`)
  const answered = exchanges.filter(({ leg, response }) => leg === 'scim' && response.status !== 0)
  if (answered.length === 0) throw new UsageError(`${file} has no exchange with a response`)

  const folder = shippedSuites()
  const suites = await loadSuites(folder)
  const invariants = suites.flatMap(({ name, invariants: own }) => own.map((invariant) => ({ suite: name, invariant })))
  const judging = createInvariantJudge(invariants, loadRegister(`${folder}/requirements`))
  let count = 0
  for (const exchange of answered) {
    const base = baseFor(exchange, given)
    const observed = base === undefined ? undefined : observeRecorded(exchange, base)
    if (observed === undefined) continue
    count += 1
    judging.observe(observed)
  }
  if (count === 0) {
    process.stderr.write(`${nothingThere(file, answered, given)}\n`)
    process.exitCode = EXIT.untestable
    return
  }
  const results = judging.results()
  if (flags.json === true) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
  else
    for (const { outcome, id, title, reason } of results)
      process.stdout.write(`${outcome.padEnd(5)} ${id}  ${outcome === 'pass' ? title : (reason ?? title)}\n`)
  process.exitCode = exitCodeFor(results)
}

/** Harness errors come first: what else the results say cannot be relied on. Without a judgement nothing was tested. */
function exitCodeFor(results: readonly CheckResult[]): number {
  const has = (...outcomes: readonly CheckResult['outcome'][]): boolean =>
    results.some(({ outcome }) => outcomes.includes(outcome))
  if (has('error')) return EXIT.harness
  if (has('fail')) return EXIT.findings
  return has('pass', 'warn') ? EXIT.conformant : EXIT.untestable
}

function nothingThere(file: string, answered: readonly Exchange[], given: string | undefined): string {
  const [first] = answered
  const recorded = `${answered.length} ${answered.length === 1 ? 'exchange' : 'exchanges'}`
  const example = first === undefined ? '' : `; the first is ${first.request.method} ${first.request.url}`
  return given === undefined
    ? `nothing to judge: none of the ${recorded} in ${file} has a SCIM endpoint such as /Users in its URL${example}`
    : `nothing to judge: none of the ${recorded} in ${file} is below ${given}${example}`
}

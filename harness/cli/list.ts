import { Command } from 'commander'
import type { Deviation } from '../../mocks/scim-server/index.ts'
import { nearest } from '../../mocks/text/index.ts'
import { loadRegister, loadSuites, quotedAsCurl, shippedSuites, suiteNames } from '../index.ts'
import { filterChecks, isOfSuite, listedChecks } from './listed-checks.ts'
import { oneOf, repeated } from './parse-option.ts'
import { suitePurposes } from './suite-purposes.ts'
import { UsageError } from './usage-error.ts'

interface ListFlags {
  readonly json?: boolean
  readonly uncovered?: boolean
  readonly suite: readonly string[]
  readonly requirement: readonly string[]
  readonly search?: string
}

interface Listed {
  readonly id: string
  readonly [member: string]: unknown
}

const KINDS = ['checks', 'requirements', 'deviations', 'suites', 'quirks'] as const

/** Defines the command `list`, which lists checks, requirements, deviations, suites or quirks. */
export function listCommand(): Command {
  return new Command('list')
    .description('list checks, requirements, deviations, suites or quirks')
    .argument('<kind>', KINDS.join(', '))
    .option('--json', 'print an array of JSON objects')
    .option('--uncovered', 'black-box requirements that no check tests')
    .option('--suite <name>', 'checks: of this suite; repeatable', repeated, [])
    .option('--requirement <id>', 'checks: of this requirement; repeatable', repeated, [])
    .option('--search <words>', 'checks: with these words in id, title or requirements')
    .addHelpText(
      'after',
      "\nExamples:\n  scim-rehearsal list checks --suite entra --search 'disable'\n  scim-rehearsal list requirements --uncovered\n",
    )
    .action(list)
}

async function list(kind: string, flags: ListFlags): Promise<void> {
  refuseStrayFilters(oneOf('list', KINDS)(kind), flags)
  const rows = await rowsOf(oneOf('list', KINDS)(kind), flags)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  else if (kind === 'quirks') for (const row of rows) process.stdout.write(quirkLines(row))
  else for (const { id, title = '' } of rows) process.stdout.write(`${id}${title === '' ? '' : `  ${title}`}\n`)
}

async function rowsOf(kind: (typeof KINDS)[number], flags: ListFlags): Promise<Listed[]> {
  if (kind === 'deviations') {
    const rows = (server: string, listed: readonly Deviation[]): Listed[] =>
      listed.map(({ name, says, source, alsoSeen, caughtBy }) => ({
        id: name,
        title: says,
        says,
        server,
        source,
        alsoSeen,
        caughtBy,
      }))
    const { ofServer, ofJumpCloud } = await loadDeviations()
    return [...rows('scim-server', ofServer), ...rows('jumpcloud-scim', ofJumpCloud)]
  }
  const folder = shippedSuites()
  const suites = await loadSuites(folder)
  if (kind === 'quirks') {
    return suites.flatMap(({ checks }) =>
      checks.flatMap(({ id, title, quotes }) =>
        quotes === undefined
          ? []
          : [{ id, title, source: quotes.source, curl: quotes.requests.map(quotedAsCurl).join('\n') }],
      ),
    )
  }
  const checks = listedChecks(suites)
  if (kind === 'checks') {
    for (const name of flags.suite) oneOf('--suite', suiteNames(suites))(name)
    const register = [...loadRegister(`${folder}/requirements`).keys()]
    for (const id of flags.requirement) refuseUnknown('requirement', id, register)
    return [...filterChecks(checks, flags)].map((check) => ({ ...check }))
  }
  if (kind === 'suites')
    return suiteNames(suites).map((id) => {
      const count = checks.filter((check) => isOfSuite(check, id)).length
      return { id, title: `${suitePurposes[id] ?? ''} (${count} ${count === 1 ? 'check' : 'checks'})`, checks: count }
    })
  const provenBy = Map.groupBy(
    checks.flatMap(({ id, requirements }) => requirements.map((requirement) => ({ id, requirement }))),
    ({ requirement }) => requirement,
  )
  const { ofServer, ofJumpCloud } = await loadDeviations()
  const caughtBy = Map.groupBy(
    [...ofServer, ...ofJumpCloud].flatMap(({ name, caughtBy: ids }) => ids.map((id) => ({ id, name }))),
    ({ id }) => id,
  )
  const rows = [...loadRegister(`${folder}/requirements`).values()].map((row) => {
    const ids = (provenBy.get(row.id) ?? []).map(({ id }) => id)
    const caught = ids.flatMap((id) => (caughtBy.get(id) ?? []).map(({ name }) => name))
    return { ...row, checks: ids, caught: [...new Set(caught)] }
  })
  return flags.uncovered === true ? rows.filter((row) => row.testable === 'black-box' && row.checks.length === 0) : rows
}

/** Loads the deviations of both servers; only two of the lists need their modules. */
async function loadDeviations(): Promise<{ ofServer: readonly Deviation[]; ofJumpCloud: readonly Deviation[] }> {
  const { deviations } = await import('../../mocks/scim-server/index.ts')
  const { jumpCloudDeviations } = await import('../../mocks/jumpcloud-scim/index.ts')
  return { ofServer: deviations, ofJumpCloud: jumpCloudDeviations }
}

/** Throws UsageError for an unknown id, with the nearest known one. */
function refuseUnknown(what: string, id: string, known: readonly string[]): void {
  if (known.includes(id)) return
  const near = nearest(id, known)
  throw new UsageError(`unknown ${what} ${JSON.stringify(id)}${near === undefined ? '' : `; did you mean ${near}?`}`)
}

/** Rejects a filter that has no effect, because its output would look complete. */
function refuseStrayFilters(kind: (typeof KINDS)[number], { suite, requirement, search, uncovered }: ListFlags): void {
  if (kind !== 'checks' && (suite.length > 0 || requirement.length > 0 || search !== undefined))
    throw new UsageError(`--suite, --requirement and --search filter checks, not ${kind}`)
  if (kind !== 'requirements' && uncovered === true)
    throw new UsageError(`--uncovered filters requirements, not ${kind}`)
}

/** Formats a quirk with its source and the requests that show it. */
function quirkLines({ id, title, source, curl }: Listed): string {
  const requests = String(curl).replaceAll(/^/gm, '    ')
  return `${id}  ${title}\n    ${source}\n${requests}\n`
}

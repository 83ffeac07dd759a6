import { Command } from 'commander'
import { jumpCloudSchema } from '../../mocks/entra/index.ts'
import { jumpCloudDeviations } from '../../mocks/jumpcloud-scim/index.ts'
import { type Deviation, deviations } from '../../mocks/scim-server/index.ts'
import { loadRegister, loadSuites, quotedAsCurl, shippedSuites, suiteNames } from '../index.ts'
import { oneOf } from './parse-option.ts'

interface ListFlags {
  readonly json?: boolean
  readonly uncovered?: boolean
}

interface Listed {
  readonly id: string
  readonly [member: string]: unknown
}

const KINDS = ['checks', 'requirements', 'deviations', 'suites', 'quirks'] as const

/** The command `list`: names checks, requirements, deviations, suites or quirks. */
export function listCommand(): Command {
  return new Command('list')
    .description('list checks, requirements, deviations, suites or quirks')
    .argument('<kind>', KINDS.join(', '))
    .option('--json', 'as an array of objects')
    .option('--uncovered', 'requirements that are testable from outside and that no check proves')
    .addHelpText('after', '\nExample:\n  scim-rehearsal list requirements --uncovered\n')
    .action(list)
}

async function list(kind: string, flags: ListFlags): Promise<void> {
  const rows = await rowsOf(oneOf('list', KINDS)(kind), flags)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  else if (kind === 'quirks') for (const row of rows) process.stdout.write(quirkLines(row))
  else for (const { id, title = '' } of rows) process.stdout.write(`${id}${title === '' ? '' : `  ${title}`}\n`)
}

async function rowsOf(kind: (typeof KINDS)[number], { uncovered = false }: ListFlags): Promise<Listed[]> {
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
    return [...rows('scim-server', deviations), ...rows('jumpcloud-scim', jumpCloudDeviations)]
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
  const plan = { schema: jumpCloudSchema, dialect: 'legacy', observe: 'jumpcloud' } as const
  const checks = suites.flatMap(({ name, checks: own, families, invariants }) =>
    [...own, ...families.flatMap((family) => family.expand(plan)), ...invariants].map(
      ({ id, title, requirements, tags = [] }) => ({ id, title, suite: name, requirements, tags }),
    ),
  )
  if (kind === 'checks') return checks
  if (kind === 'suites') return suiteNames(suites).map((id) => ({ id, checks: checks.filter(isOf(id)).length }))
  const provenBy = Map.groupBy(
    checks.flatMap(({ id, requirements }) => requirements.map((requirement) => ({ id, requirement }))),
    ({ requirement }) => requirement,
  )
  const caughtBy = Map.groupBy(
    [...deviations, ...jumpCloudDeviations].flatMap(({ name, caughtBy: ids }) => ids.map((id) => ({ id, name }))),
    ({ id }) => id,
  )
  const rows = [...loadRegister(`${folder}/requirements`).values()].map((row) => {
    const ids = (provenBy.get(row.id) ?? []).map(({ id }) => id)
    const caught = ids.flatMap((id) => (caughtBy.get(id) ?? []).map(({ name }) => name))
    return { ...row, checks: ids, caught: [...new Set(caught)] }
  })
  return uncovered ? rows.filter((row) => row.testable === 'black-box' && row.checks.length === 0) : rows
}

/** Whether a check plays with `--suite NAME`. */
function isOf(name: string): (check: { suite: string; tags: readonly string[] }) => boolean {
  return ({ suite, tags }) => suite === name || tags.includes(name)
}

/** A quirk with where it was seen, and the requests that show it. */
function quirkLines({ id, title, source, curl }: Listed): string {
  const requests = String(curl).replaceAll(/^/gm, '    ')
  return `${id}  ${title}\n    ${source}\n${requests}\n`
}

import { join } from 'node:path'
import { loadRegister, loadSuites, type Requirement, shippedSuites } from '../../harness/index.ts'
import { jumpCloudSchema } from '../../mocks/entra/index.ts'
import { jumpCloudDeviations } from '../../mocks/jumpcloud-scim/index.ts'
import { deviations } from '../../mocks/scim-server/index.ts'

/** A requirement with its checks and the deviations that they catch. */
interface Proven {
  readonly row: Requirement
  readonly checks: readonly string[]
  readonly deviations: readonly string[]
}

/** Returns the page `docs/requirements.md`: every requirement with its checks and their deviations, and the reason for every gap. */
export async function requirementsPage(): Promise<string> {
  const proven = await everyRequirement()
  const specs = [...Map.groupBy(proven, ({ row }) => row.spec)]
  const summary = specs.map(([spec, rows]) => {
    const shown = rows.filter(({ row }) => row.testable === 'black-box')
    const numbers = [
      rows.length,
      shown.length,
      shown.filter(({ checks }) => checks.length > 0).length,
      shown.filter(({ deviations: seen }) => seen.length > 0).length,
      rows.filter(({ row, checks }) => row.testable === 'partly' && checks.length > 0).length,
    ]
    return `| [${spec}](#${anchorOf(spec)}) | ${numbers.join(' | ')} |`
  })
  return `# Requirements

These are the requirements on a server, the checks that test each of them, and the deviations that show that the checks can fail.
A *check* sends requests to a server. A *deviation* makes the reference server wrong on purpose, and one of its checks must notice. A test runs
each deviation. It fails if a black-box requirement of the RFCs is not violated by any deviation of a check that lists the requirement.
Permissions, and behaviour that a client cannot observe, have no check. The page gives the reason.
\`scim-rehearsal list requirements --json\` lists the same as data. \`node scripts/requirements.ts\` writes this page.

| source | requirements | observable by a client | with a check | violated by a deviation | partly observable, with a check |
|---|---|---|---|---|---|
${summary.join('\n')}

${specs.map(([spec, rows]) => sectionOf(spec, rows)).join('\n')}`
}

async function everyRequirement(): Promise<Proven[]> {
  const folder = shippedSuites()
  const plan = { schema: jumpCloudSchema, dialect: 'legacy', observe: 'jumpcloud' } as const
  const checks = (await loadSuites(folder)).flatMap((suite) => [
    ...suite.checks,
    ...suite.families.flatMap((family) => family.expand(plan)),
    ...suite.invariants,
  ])
  const caught = Map.groupBy(
    [...deviations, ...jumpCloudDeviations].flatMap(({ name, caughtBy }) => caughtBy.map((id) => ({ id, name }))),
    ({ id }) => id,
  )
  return [...loadRegister(join(folder, 'requirements')).values()].map((row) => {
    const ids = checks.filter(({ requirements }) => requirements.includes(row.id)).map(({ id }) => id)
    const names = ids.flatMap((id) => (caught.get(id) ?? []).map(({ name }) => name))
    return { row, checks: ids, deviations: [...new Set(names)] }
  })
}

function sectionOf(spec: string, rows: readonly Proven[]): string {
  const lines = rows.map(({ row, checks, deviations: seen }) => {
    const proof = checks.length > 0 ? `| ${codes(checks)} | ${codes(seen)} |` : `| *${gapOf(row)}* | |`
    return `| [${row.id}](${row.url}) | ${row.level} | ${cell(row.title)} ${proof}`
  })
  return `## ${spec}\n\n| requirement | level | | checks | deviations that they catch |\n|---|---|---|---|---|\n${lines.join('\n')}\n`
}

function gapOf({ testable, note, how }: Requirement): string {
  const reason = note ?? how ?? ''
  const what = { no: 'Not observable.', partly: 'Not checked.', 'black-box': 'No check yet.' }[testable]
  return cell(reason.startsWith(what) ? reason : `${what} ${reason}`).trim()
}

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('<', '&lt;')
const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-')

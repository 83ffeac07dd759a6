import { join } from 'node:path'
import { loadRegister, loadSuites, type Requirement, shippedSuites } from '../../harness/index.ts'
import { jumpCloudSchema } from '../../mocks/entra/index.ts'
import { jumpCloudDeviations } from '../../mocks/jumpcloud-scim/index.ts'
import { deviations } from '../../mocks/scim-server/index.ts'

/** A requirement with what proves it, and what has been seen to break it. */
interface Proven {
  readonly row: Requirement
  readonly checks: readonly string[]
  readonly deviations: readonly string[]
}

/** The page `docs/requirements.md`: every requirement of the registers with its checks and the deviations that these catch, and every gap with its reason. */
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

What a server can be held to, sentence by sentence; what proves it; and what shows that the proof can fail. A *check* asks a server, a *deviation*
is a way in which the reference server is wrong on purpose, and one of the checks beside it must notice. A test plays each of them, and fails where
a requirement of the RFCs that shows from outside has not been found broken in one of those plays by a check that names it.
What the text permits, and what a client cannot see, is no check's affair; the reason stands beside it.
\`scim-rehearsal list requirements --json\` lists the same as data. This page is written by \`node scripts/requirements.ts\`.

| source | requirements | show from outside | with a check | seen broken | show in part, with a check |
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
  const what = { no: 'Does not show.', partly: 'Not checked.', 'black-box': 'No check yet.' }[testable]
  return cell(reason.startsWith(what) ? reason : `${what} ${reason}`).trim()
}

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('<', '&lt;')
const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-')

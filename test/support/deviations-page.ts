import { jumpCloudDeviations } from '../../mocks/jumpcloud-scim/index.ts'
import { deviations, topics } from '../../mocks/scim-server/index.ts'
import { defectRows } from './defect-rows.ts'

const JUMPCLOUD = "JumpCloud's SCIM server"

/** The page `docs/deviations.md`: every deviation by topic, with where it was seen and what catches it. */
export function deviationsPage(): string {
  const sections = Object.entries({ ...topics, [JUMPCLOUD]: jumpCloudDeviations }).map(([topic, listed]) => {
    const rows = listed.map(({ name, says, source, alsoSeen = [], caughtBy }) => {
      const seen = [...(source === undefined ? [] : [source]), ...alsoSeen].map((url) => `[${labelOf(url)}](${url})`)
      return `| \`${name}\` | ${cell(says)} | ${seen.join(', ')} | ${caughtBy.map((id) => `\`${id}\``).join(', ')} |`
    })
    return `## ${topic}\n\n| name | what the server does wrong | seen in | caught by |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
  const real = deviations.filter(({ source }) => source !== undefined).length
  return `# Deviations

Ways to make the reference server wrong on purpose: ${deviations.length} of them, ${real} after public reports of real servers,
and ${jumpCloudDeviations.length} more of JumpCloud's SCIM server. Each is small, and each is
caught by the checks beside it, which a test plays against it. \`scim-rehearsal serve scim-server --deviate NAME\` serves one (the option
repeats), as \`serve jumpcloud-api jumpcloud-scim --deviate NAME\` does with those of JumpCloud; \`scim-rehearsal list deviations --json\`
lists them. This page is written by \`node scripts/deviations.ts\`.

${sections.join('\n')}
${defects()}`
}

/** \`owner/repository#12\` of an address on GitHub. */
function labelOf(url: string): string {
  const match = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)$/.exec(url)
  return match === null ? url.replace(/^https:\/\//, '') : `${match[1]}#${match[2]}`
}

/** Defects of real servers that the suites are held against, each with what expresses it. */
function defects(): string {
  const rows = defectRows()
  const expressed = rows.filter(({ deviations: own }) => own.length > 0)
  const told = rows.map(({ title, report, deviations: own, reason = '' }) => {
    const names = own.map((name) => `\`${name}\``).join(', ')
    return `| ${cell(title)} | [${labelOf(report)}](${report}) | ${names === '' ? `none: ${reason}` : names} |`
  })
  return `## Defects of real servers

${rows.length} defects that were reported in public, ${expressed.length} of them expressed as deviations. A test counts them, and that 60 of them at
least are caught by a check that tells what an administrator sees in production.

| defect | report | deviation |
|---|---|---|
${told.join('\n')}
`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

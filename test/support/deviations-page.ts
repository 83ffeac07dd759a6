import { jumpCloudDeviations } from '../../mocks/jumpcloud-scim/index.ts'
import { deviations, topics } from '../../mocks/scim-server/index.ts'
import { defectRows } from './defect-rows.ts'

const JUMPCLOUD = "JumpCloud's SCIM server"

/** Returns the page `docs/deviations.md`: every deviation by topic, with its sources and the checks that catch it. */
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

A deviation makes a server wrong on purpose. The reference server has ${deviations.length}, of which ${real} follow public reports of real servers.
JumpCloud's SCIM server has ${jumpCloudDeviations.length} more. Each deviation is small, and a test runs the checks that must catch it.

- \`scim-rehearsal serve scim-server --deviate NAME\` serves the reference server with a deviation. The option can be repeated.
- \`scim-rehearsal serve jumpcloud-api jumpcloud-scim --deviate NAME\` does the same for JumpCloud's SCIM server.
- \`scim-rehearsal list deviations --json\` lists all deviations as data.

\`node scripts/deviations.ts\` writes this page.

${sections.join('\n')}
${defects()}`
}

/** Returns \`owner/repository#12\` for a URL of GitHub. */
function labelOf(url: string): string {
  const match = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)$/.exec(url)
  return match === null ? url.replace(/^https:\/\//, '') : `${match[1]}#${match[2]}`
}

/** Returns the table of defects of real servers, each with its deviations. */
function defects(): string {
  const rows = defectRows()
  const expressed = rows.filter(({ deviations: own }) => own.length > 0)
  const lines = rows.map(({ title, report, deviations: own, reason = '' }) => {
    const names = own.map((name) => `\`${name}\``).join(', ')
    return `| ${cell(title)} | [${labelOf(report)}](${report}) | ${names === '' ? `none: ${reason}` : names} |`
  })
  return `## Defects of real servers

These are ${rows.length} publicly reported defects of real servers. ${expressed.length} of them are deviations. A test requires that checks that
describe the effect in production catch at least 60 of them.

| defect | report | deviation |
|---|---|---|
${lines.join('\n')}
`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

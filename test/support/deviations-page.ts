import { jumpCloudDeviations } from '../../mocks/jumpcloud-scim/index.ts'
import { deviations, topics } from '../../mocks/scim-server/index.ts'

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

${sections.join('\n')}`
}

/** \`owner/repository#12\` of an address on GitHub. */
function labelOf(url: string): string {
  const match = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)$/.exec(url)
  return match === null ? url.replace(/^https:\/\//, '') : `${match[1]}#${match[2]}`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

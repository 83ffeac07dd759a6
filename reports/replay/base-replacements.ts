import type { Exchange } from '../model/result.ts'
import type { ReplayPlan } from './replay-plan.ts'
import type { Replacement } from './template.ts'

const UNIQUE_NAME = /rh[0-9a-z]{8}(?=x[0-9a-z]{4})/gi

/** Returns the part that all names of a run have in common. */
export function runNameOf(exchanges: readonly Exchange[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { request } of exchanges)
    for (const [found] of `${request.url} ${request.body ?? ''}`.matchAll(UNIQUE_NAME))
      counts.set(found.toLowerCase(), (counts.get(found.toLowerCase()) ?? 0) + 1)
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0]
}

/** Returns the spellings of that part in mixed case, each with its variable. */
export function spellingsOf(exchanges: readonly Exchange[], runName: string | undefined): ReplayPlan['spellings'] {
  if (runName === undefined) return []
  const found = new Set<string>()
  for (const { request, response } of exchanges)
    for (const [one] of `${request.url} ${request.body ?? ''} ${response.body}`.matchAll(new RegExp(runName, 'gi')))
      if (one !== runName && one !== runName.toUpperCase()) found.add(one)
  return [...found].slice(0, 9).map((pattern, index) => ({ variable: `name_spelt_${index + 1}`, pattern }))
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Returns what differs in each execution: the server, the names of the run, and the identifiers that it invented. */
export function baseReplacements(
  exchanges: readonly Exchange[],
  baseUrl: string,
  runName: string | undefined,
  spellings: ReplayPlan['spellings'],
): readonly Replacement[] {
  const { origin } = new URL(baseUrl)
  const names =
    runName === undefined
      ? []
      : [
          { literal: runName, variable: 'name', within: 'anywhere' as const },
          { literal: runName.toUpperCase(), variable: 'NAME', within: 'anywhere' as const },
          ...spellings.map(({ variable, pattern }) => ({ literal: pattern, variable, within: 'anywhere' as const })),
        ]
  const answered = new Set<string>()
  const invented = new Set<string>()
  for (const { request, response } of exchanges) {
    for (const [uuid] of `${request.url} ${request.body ?? ''}`.matchAll(UUID))
      if (!answered.has(uuid)) invented.add(uuid)
    for (const [uuid] of `${response.body} ${JSON.stringify(response.headers)}`.matchAll(UUID)) answered.add(uuid)
  }
  return [
    { literal: baseUrl, variable: 'SCIM_URL', within: 'anywhere' },
    { literal: origin, variable: 'origin', within: 'anywhere' },
    ...names,
    // Only the end is replaced, so that different identifiers stay different.
    ...[...invented].map((uuid) => ({
      literal: uuid,
      variable: `uuid:${uuid.slice(0, 24)}`,
      within: 'anywhere' as const,
    })),
  ]
}

import type { AbilityRow } from '../../reports/index.ts'
import type { ScimResponse } from '../scim/response.ts'
import { ABILITIES, type Ability, type AbilityId } from './ability.ts'

/** What sounding saw of one ability. */
export interface Observation {
  readonly state: AbilityRow['state']
  /** What showed it, in short. */
  readonly shown: string
  readonly evidence: readonly string[]
}

/** What was found out of each ability, in the order of the table. */
export interface Soundings {
  /** What was seen; undefined where nothing was tried. */
  of(id: string): Observation | undefined
  /** Records what was seen; the first record of an ability stays. */
  record(
    id: AbilityId,
    state: Observation['state'],
    shown: string,
    ...seen: readonly Pick<ScimResponse, 'exchange'>[]
  ): void
  /** Records yes or no, and cites the answers that showed it. */
  recordAnswer(id: AbilityId, isThere: boolean, ...seen: readonly [ScimResponse, ...ScimResponse[]]): void
  rows(): readonly AbilityRow[]
}

const TRIED: readonly Ability[] = (ABILITIES as readonly Ability[]).filter(
  ({ isDecidedByChecks }) => isDecidedByChecks !== true,
)

/** Begins with nothing known. */
export function createSoundings(): Soundings {
  const known = new Map<string, Observation>()
  const record: Soundings['record'] = (id, state, shown, ...seen) => {
    if (!known.has(id)) known.set(id, { state, shown, evidence: seen.map(({ exchange }) => exchange) })
  }
  return {
    of: (id) => known.get(id),
    record,
    recordAnswer: (id, isThere, ...seen) => {
      const last = seen.at(-1) ?? seen[0]
      const telling = seen.find(({ isSuccess }) => !isSuccess) ?? last
      record(id, isThere ? 'yes' : 'no', (isThere ? last : telling).describe(), ...seen)
    },
    rows: () =>
      TRIED.map(({ id, title }) => {
        const { state, shown, evidence } = known.get(id) ?? {
          state: 'unknown' as const,
          shown: 'not tried',
          evidence: [],
        }
        return { id, title, state, shown, evidence }
      }),
  }
}

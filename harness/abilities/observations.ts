import type { AbilityRow } from '../../reports/index.ts'
import type { ScimResponse } from '../scim/response.ts'
import { ABILITIES, type Ability, type AbilityId } from './ability.ts'

/** The observation about one ability. */
interface Observation {
  readonly state: AbilityRow['state']
  /** A short description of the evidence. */
  readonly shown: string
  readonly evidence: readonly string[]
}

/** The observations about each ability, in the order of the table. */
export interface Observations {
  /** Returns the observation; undefined if nothing was tried. */
  of(id: string): Observation | undefined
  /** Records an observation; only the first record of an ability counts. */
  record(
    id: AbilityId,
    state: Observation['state'],
    shown: string,
    ...seen: readonly Pick<ScimResponse, 'exchange'>[]
  ): void
  /** Records yes or no, and cites the responses as evidence. */
  recordAnswer(id: AbilityId, isThere: boolean, ...seen: readonly [ScimResponse, ...ScimResponse[]]): void
  rows(): readonly AbilityRow[]
}

const TRIED: readonly Ability[] = (ABILITIES as readonly Ability[]).filter(
  ({ isDecidedByChecks }) => isDecidedByChecks !== true,
)

/** Creates observations in which nothing is known. */
export function createObservations(): Observations {
  const known = new Map<string, Observation>()
  const record: Observations['record'] = (id, state, shown, ...seen) => {
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

import type { AbilityId } from '../abilities/ability.ts'
import type { CheckContext } from './context.ts'

/** Traffic that several checks look at: played once a run, its outcome shared. Gathering is apart from judging. */
export interface Story<Artifact> {
  readonly id: string
  /** The ability that is missing where it cannot be gathered. */
  readonly ability?: AbilityId
  gather(context: CheckContext): Promise<Artifact>
}

/** Freezes a story. */
export function defineStory<Artifact>(story: Story<Artifact>): Story<Artifact> {
  return Object.freeze({ ...story })
}

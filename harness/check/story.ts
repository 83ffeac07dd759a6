import type { CheckContext } from './context.ts'

/**
 * Traffic that several checks use: it is produced once per run and its outcome is shared. Producing it is separate from
 * judging it.
 */
export interface Story<Artifact> {
  readonly id: string
  /** The ability, of sounding or of the table of causes, that is missing if the traffic cannot be produced. */
  readonly ability?: string
  /**
   * True for resources that any check could create by itself: a check that does not pass with the shared ones is judged
   * again with its own, so that what another check or the target did to them is not its finding.
   */
  readonly isRenewable?: boolean
  gather(context: CheckContext): Promise<Artifact>
}

/** Freezes a story. */
export function defineStory<Artifact>(story: Story<Artifact>): Story<Artifact> {
  return Object.freeze({ ...story })
}

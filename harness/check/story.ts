import type { CheckContext } from './context.ts'

/**
 * Requests whose outcome several checks use: they are sent once per run. Sending them is separate from judging them.
 */
export interface Story<Artifact> {
  readonly id: string
  /** The ability, of the probes or of the table of causes, that is missing if the story fails. */
  readonly ability?: string
  /**
   * True for resources that any check could create by itself. A check that does not pass with the shared ones is
   * judged again with its own, so that it is not blamed for what another check or the target did to them.
   */
  readonly isRenewable?: boolean
  gather(context: CheckContext): Promise<Artifact>
}

/** Freezes a story. */
export function defineStory<Artifact>(story: Story<Artifact>): Story<Artifact> {
  return Object.freeze({ ...story })
}

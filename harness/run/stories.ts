import { TransportError } from '../../mocks/transport/index.ts'
import type { CheckContext } from '../check/context.ts'
import { Inapplicable, Skipped } from '../check/departure.ts'
import type { Story } from '../check/story.ts'
import { asViolation } from '../judge/violation.ts'

/** Plays each story once a run, and shares its outcome. */
export interface StoryTeller {
  play<Artifact>(story: Story<Artifact>): Promise<Artifact>
}

/** Makes a teller; a story gets a context of its own, so that what it makes outlives the check that began it. */
export function createStoryTeller(contextFor: (id: string) => CheckContext): StoryTeller {
  const told = new Map<string, Promise<unknown>>()
  return {
    play: async <Artifact>(story: Story<Artifact>): Promise<Artifact> => {
      const telling = told.get(story.id) ?? gather(story, contextFor(story.id))
      told.set(story.id, telling)
      try {
        return (await telling) as Artifact
      } catch (error) {
        throw asDeparture(story as Story<unknown>, error)
      }
    },
  }
}

/** As a check, a story is played once more where its connection was closed, which may have been another one's doing. */
async function gather<Artifact>(story: Story<Artifact>, context: CheckContext): Promise<Artifact> {
  try {
    return await story.gather(context)
  } catch (error) {
    if (error instanceof TransportError && error.fault === 'reset') return story.gather(context)
    throw error
  }
}

/** A story's failure is no finding of those that wait for it: they skip, and name it. */
function asDeparture({ id, ability }: Story<unknown>, error: unknown): unknown {
  if (error instanceof Skipped || error instanceof Inapplicable) return error
  if (error instanceof TransportError && error.fault !== 'aborted')
    return new Skipped(`${id} could not be run: ${error.message}`, ability ?? id)
  const violation = asViolation(error)
  return violation === undefined ? error : new Skipped(`${id} could not be run: ${violation.message}`, ability ?? id)
}

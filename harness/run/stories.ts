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
      const telling = told.get(story.id) ?? story.gather(contextFor(story.id))
      told.set(story.id, telling)
      try {
        return (await telling) as Artifact
      } catch (error) {
        throw asDeparture(story.id, error)
      }
    },
  }
}

/** A story's failure is no finding of those that wait for it: they skip, and name it. */
function asDeparture(id: string, error: unknown): unknown {
  if (error instanceof Skipped || error instanceof Inapplicable) return error
  const violation = asViolation(error)
  return violation === undefined ? error : new Skipped(`${id} could not be played: ${violation.message}`, id)
}

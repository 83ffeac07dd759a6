import { TransportError } from '../../mocks/transport/index.ts'
import type { CheckContext } from '../check/context.ts'
import type { Story } from '../check/story.ts'
import { asViolation } from '../judge/violation.ts'
import { Inapplicable, Skipped } from '../outcome/early-end.ts'

/** Runs each story once per run, and shares its outcome. */
export interface StoryCache {
  run<Artifact>(story: Story<Artifact>): Promise<Artifact>
}

/**
 * Creates the cache. A story has its own context, so that its resources outlive the check that started it. `outages` is
 * the number of absences of the target; after one, a story is run again, because the target may have lost its data.
 */
export function createStoryCache(contextFor: (id: string) => CheckContext, outages: () => number): StoryCache {
  const outcomes = new Map<string, { readonly after: number; readonly artifact: Promise<unknown> }>()
  return {
    run: async <Artifact>(story: Story<Artifact>): Promise<Artifact> => {
      const known = outcomes.get(story.id)
      const isKnown = known !== undefined && known.after === outages()
      const outcome = isKnown ? known : { after: outages(), artifact: gather(story, contextFor(story.id)) }
      outcomes.set(story.id, outcome)
      try {
        return (await outcome.artifact) as Artifact
      } catch (error) {
        throw asEarlyEnd(story as Story<unknown>, error)
      }
    },
  }
}

/**
 * Runs a story. Like a check, it is run once more if its connection was closed, because another request may have been
 * the reason.
 */
async function gather<Artifact>(story: Story<Artifact>, context: CheckContext): Promise<Artifact> {
  try {
    return await story.gather(context)
  } catch (error) {
    if (error instanceof TransportError && error.fault === 'reset') return story.gather(context)
    throw error
  }
}

/**
 * Converts a story's failure for the checks that wait for it: they are skipped and name the story, because the
 * failure is not a finding of each of them.
 */
function asEarlyEnd({ id, ability }: Story<unknown>, error: unknown): unknown {
  if (error instanceof Skipped || error instanceof Inapplicable) return error
  if (error instanceof TransportError && error.fault !== 'aborted')
    return new Skipped(`${id} could not be run: ${error.message}`, ability ?? id)
  const violation = asViolation(error)
  return violation === undefined ? error : new Skipped(`${id} could not be run: ${violation.message}`, ability ?? id)
}

import { type CheckContext, defineStory, type Story } from '../../harness/index.ts'
import type { CreatedResource } from './resources.ts'

const stories = new Map<string, Story<CreatedResource>>()

/** Returns the story that creates one plain user. */
function storyOf(id: string): Story<CreatedResource> {
  const story =
    stories.get(id) ??
    defineStory({ id, isRenewable: true, gather: ({ given }): Promise<CreatedResource> => given.user() })
  stories.set(id, story)
  return story
}

const gathered = (
  { once }: Pick<CheckContext, 'once'>,
  name: string,
  count: number,
): Promise<readonly CreatedResource[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => once(storyOf(`${name}-${index + 1}`))))

/**
 * Returns plain users that all checks of the run share, as the target returned them when they were created. A check may
 * read and find them, but must not change them or refer to them. Skips the check if the target rejects a user.
 */
export function sharedUsers(context: Pick<CheckContext, 'once'>, count: number): Promise<readonly CreatedResource[]> {
  return gathered(context, 'shared-user', count)
}

/** Returns one shared user; see `sharedUsers`. */
export async function aSharedUser({ once }: Pick<CheckContext, 'once'>): Promise<CreatedResource> {
  return once(storyOf('shared-user-1'))
}

/**
 * Returns a shared user whose userName checks try to give to another user. It differs from the other shared users,
 * because a server that accepts a duplicate may later find the wrong user.
 */
export async function userWithExistingName({ once }: Pick<CheckContext, 'once'>): Promise<CreatedResource> {
  return once(storyOf('user-of-taken-name'))
}

/**
 * Returns plain users that the checks of the run share as members of their own groups. A check must not depend on
 * attributes of these users that follow from their memberships, such as `groups` or the version.
 */
export function sharedMembers(context: Pick<CheckContext, 'once'>, count: number): Promise<readonly CreatedResource[]> {
  return gathered(context, 'shared-member', count)
}

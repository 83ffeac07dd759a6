import type { CheckContext } from '../../../harness/index.ts'
import type { ScimResource } from '../../../mocks/protocol/index.ts'
import { type CreatedResource, read } from '../../support/index.ts'
import { patched } from './changes.ts'

/** Milliseconds to wait before each change: most clocks show milliseconds, some whole seconds. */
const PAUSES = [0, 20, 1100]

/** Returns `meta.lastModified` in milliseconds since 1970; undefined if it is not returned. */
export function lastModifiedOf({ meta }: ScimResource): number | undefined {
  const instant = Date.parse(String(meta?.lastModified))
  return Number.isNaN(instant) ? undefined : instant
}

/**
 * Changes a string of a resource until its `meta.lastModified` is later than a given time. Returns true if it becomes
 * so.
 */
export async function movesLater(
  context: CheckContext,
  resource: CreatedResource,
  name: string,
  instant: number,
): Promise<boolean> {
  for (const [turn, milliseconds] of PAUSES.entries()) {
    await context.pause(milliseconds)
    await patched(context, resource, [{ op: 'replace', path: name, value: `Moment ${turn}` }])
    if ((lastModifiedOf(await read(context, resource)) ?? instant) > instant) return true
  }
  return false
}

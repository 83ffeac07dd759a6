import { eachConcurrently, TransportError } from '../../mocks/transport/index.ts'
import type { CreatedObjects } from './created-objects.ts'
import type { LoadOptions } from './load-options.ts'

/** The number of consecutive failures after which the rest is left to the command `cleanup`. */
const MAX_FAILURES = 20

/**
 * Deletes the objects that the test created and did not delete. These requests are not measured. After an
 * interruption it does not wait for a target that does not respond.
 */
export async function removeCreated(
  {
    baseUrl,
    authorization,
    transport,
    lanes,
    graceMs,
    signal,
  }: Pick<LoadOptions, 'baseUrl' | 'authorization' | 'transport' | 'lanes' | 'graceMs' | 'signal'>,
  objects: CreatedObjects,
): Promise<void> {
  // Groups are removed first, because they refer to users.
  const paths = [...objects.paths].toSorted((a, b) => (a < b ? -1 : 1))
  let failures = 0
  await eachConcurrently(paths, lanes, async (path) => {
    if (failures >= (signal.aborted ? 1 : MAX_FAILURES)) return
    try {
      const request = { method: 'DELETE', url: baseUrl + path, headers: await authorization() }
      objects.note(request, await transport(request, signal.aborted ? { timeout: graceMs } : { signal }))
      failures = 0
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      failures += 1
    }
  })
}

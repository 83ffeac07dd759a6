import { TransportError } from '../../mocks/transport/index.ts'
import type { CreatedObjects } from './created-objects.ts'
import type { LoadOptions } from './load-options.ts'

/** The number of consecutive failures after which the rest is left to the command `cleanup`. */
const MAX_FAILURES = 20

/** Deletes the objects that the test created and did not delete. These requests are not measured. */
export async function removeCreated(
  { baseUrl, authorization, transport, lanes }: Pick<LoadOptions, 'baseUrl' | 'authorization' | 'transport' | 'lanes'>,
  objects: CreatedObjects,
): Promise<void> {
  // Groups are removed first, because they refer to users.
  const paths = [...objects.paths].toSorted((a, b) => (a < b ? -1 : 1)).values()
  let failures = 0
  await Promise.all(
    Array.from({ length: Math.min(lanes, objects.left) }, async () => {
      for (const path of paths) {
        if (failures >= MAX_FAILURES) return
        try {
          const request = { method: 'DELETE', url: baseUrl + path, headers: await authorization() }
          objects.note(request, await transport(request))
          failures = 0
        } catch (error) {
          if (!(error instanceof TransportError)) throw error
          failures += 1
        }
      }
    }),
  )
}

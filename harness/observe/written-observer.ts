import type { JumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'
import type { Waiter } from '../environment/waiter.ts'
import type { DownstreamObserver } from './downstream-observer.ts'
import type { JumpCloudPortal } from './jumpcloud-portal.ts'

/**
 * Observes the writes of the target itself to the mock JumpCloud API, including late ones, as long as the waiter
 * allows.
 */
export function observeWritten({ store }: JumpCloudApi, waiter: Waiter, portal: JumpCloudPortal): DownstreamObserver {
  return {
    kind: 'jumpcloud',
    portal,
    find: (predicate) => store.list().filter(predicate),
    systemUser: ({ id, userName }, isSeen = () => true) =>
      waiter.until(
        () => store.find(id) ?? store.findByUsername(userName),
        (user) => user !== undefined && isSeen(user),
      ),
  }
}

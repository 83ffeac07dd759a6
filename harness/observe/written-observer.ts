import type { JumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'
import type { RunEnvironment } from '../run/environment.ts'
import type { DownstreamObserver } from './downstream-observer.ts'

const PAUSE = 20

/** Observes what the target itself wrote to the mock JumpCloud API, also when it writes late: up to `patience` milliseconds. */
export function observeWritten(
  { store }: JumpCloudApi,
  patience: number,
  environment: RunEnvironment,
): DownstreamObserver {
  return {
    kind: 'jumpcloud',
    find: (predicate) => store.list().filter(predicate),
    systemUser: async ({ id, userName }, until = () => true) => {
      const deadline = environment.monotonic() + patience
      for (;;) {
        const user = store.find(id) ?? store.findByUsername(userName)
        if ((user !== undefined && until(user)) || environment.monotonic() >= deadline) return user
        await environment.wait(PAUSE)
      }
    },
  }
}

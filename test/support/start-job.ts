import {
  createProvisioningJob,
  type JobState,
  type ProvisioningJob,
  type ProvisioningJobOptions,
  type Tenant,
  virtualClock,
} from '../../mocks/entra/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'

/** A job in virtual time with its own connection pool. */
export interface TestJob extends AsyncDisposable {
  readonly job: ProvisioningJob
  readonly clock: ReturnType<typeof virtualClock>
}

/** The start of virtual time in the tests. */
export const START: Date = new Date('2026-01-01T00:00:00Z')

/** Creates a job for a listening server; ids come from a fixed sequence. */
export function startJob(
  options: Pick<ProvisioningJobOptions, 'schema' | 'baseUrl'> &
    Partial<ProvisioningJobOptions> & { readonly tenant: Tenant; readonly state: JobState; readonly token?: string },
): TestJob {
  const { token = 'token', ...rest } = options
  const pool = createTransport({ timeout: 30_000 })
  const clock = virtualClock(START)
  let state = 42
  const job = createProvisioningJob({
    authorization: () => ({ authorization: `Bearer ${token}` }),
    transport: pool.send,
    clock,
    random: () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    },
    pause: () => Promise.resolve(),
    ...rest,
  })
  return { job, clock, [Symbol.asyncDispose]: () => pool.close() }
}

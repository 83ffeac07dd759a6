import type { CycleRecord, ProvisioningJob, ReadBackUser } from '../../mocks/entra/index.ts'
import { EXIT } from './exit-code.ts'
import type { ReadBackReport } from './read-back-report.ts'

/** Reads the provisioned objects back, unless the job is in quarantine, because then changes are delayed. */
export async function verify(job: ProvisioningJob): Promise<ReadBackReport | undefined> {
  if (job.status().status.quarantine !== null) return undefined
  const differing: ReadBackUser[] = []
  let users = 0
  await job.readBack((user) => {
    users += 1
    if (user.failure !== undefined || user.differences.length > 0) differing.push(user)
  })
  return { users, differing }
}

/** Returns the exit code of `provision`. */
export function exitCodeOfJob(
  cycles: readonly CycleRecord[],
  job: ProvisioningJob,
  readBack: ReadBackReport | undefined,
): number {
  const { quarantine } = job.status().status
  const exported = cycles.reduce((sum, { counts }) => sum + counts.created + counts.updated + counts.unchanged, 0)
  const failed = cycles.reduce((sum, { counts }) => sum + counts.failed, 0)
  if (quarantine?.reason === 'EncounteredQuarantineException' && exported + failed === 0) return EXIT.untestable
  return quarantine !== null || failed > 0 || (readBack?.differing.length ?? 0) > 0 ? EXIT.findings : EXIT.conformant
}

import { InvalidJobState, type JobState, openJobState } from '../../mocks/entra/index.ts'
import { preparePrivateFile, reportLoss } from './private-file.ts'
import { UsageError } from './usage-error.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Opens the state of a job; without a file, the state is in memory. Throws UsageError. */
export function openState(file: string | undefined): JobState {
  if (file !== undefined) {
    preparePrivateFile('--state', file)
    reportLoss('--state', file)
  }
  try {
    return withoutSecrets(openJobState(file))
  } catch (error) {
    if (error instanceof InvalidJobState) throw new UsageError(`--state: ${error.message}`)
    throw error
  }
}

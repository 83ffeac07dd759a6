import { InvalidJobState, type JobState, openJobState } from '../../mocks/entra/index.ts'
import { processSecrets } from '../index.ts'
import { preparePrivateFile } from './private-file.ts'
import { UsageError } from './usage-error.ts'

/** Opens what a job remembers, in memory without a file. Throws UsageError. */
export function openState(file: string | undefined): JobState {
  if (file !== undefined) preparePrivateFile('--state', file)
  try {
    return withoutSecrets(openJobState(file))
  } catch (error) {
    if (error instanceof InvalidJobState) throw new UsageError(`--state: ${error.message}`)
    throw error
  }
}

/** A target may echo a secret into what a job remembers: its last error, and the ids that it gives. */
function withoutSecrets(state: JobState): JobState {
  const saveRecord = state.saveRecord.bind(state)
  const saveLink = state.saveLink.bind(state)
  state.saveRecord = (record) => saveRecord(processSecrets.maskDeep(record))
  state.saveLink = (link) => saveLink({ ...link, targetId: processSecrets.mask(link.targetId) })
  return state
}

import type { JobState } from '../../mocks/entra/index.ts'
import { processSecrets } from '../index.ts'

/** A target may echo a secret into what a job remembers: its last error, and the ids that it gives. */
export function withoutSecrets(state: JobState): JobState {
  const saveRecord = state.saveRecord.bind(state)
  const saveLink = state.saveLink.bind(state)
  state.saveRecord = (record) => saveRecord(processSecrets.maskDeep(record))
  state.saveLink = (link) => saveLink({ ...link, targetId: processSecrets.mask(link.targetId) })
  return state
}

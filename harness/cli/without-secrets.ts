import type { JobState } from '../../mocks/entra/index.ts'
import { processSecrets } from '../index.ts'

/** Removes secrets from the state of a job, because a target may echo them in its errors and ids. */
export function withoutSecrets(state: JobState): JobState {
  const saveRecord = state.saveRecord.bind(state)
  const saveLink = state.saveLink.bind(state)
  state.saveRecord = (record) => saveRecord(processSecrets.maskDeep(record))
  state.saveLink = (link) => saveLink({ ...link, targetId: processSecrets.mask(link.targetId) })
  return state
}

/** A recording reverse proxy: forwards everything unchanged, and stores a masked copy. */
export { activityMarker, filterOf } from './activity.ts'
export { pseudonymiser } from './pseudonyms.ts'
export { createRecordingFiles, type RecordingFiles } from './recording-files.ts'
export { listenRecordingProxy, type RecordingProxy } from './recording-proxy.ts'
export { type Remark, remarksOf } from './remarks.ts'

/** Holds a recording of a real client against the mock client. */
export { type ComparedRecording, compareRecording } from './compare-recording.ts'
export { type Fidelity, InvalidFidelity, parseFidelity } from './fidelity.ts'

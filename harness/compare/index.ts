/** Compares a recording of a real client with the mock client. */
export { type ComparedRecording, compareRecording } from './compare-recording.ts'
export { type Fidelity, InvalidFidelity, parseFidelity } from './fidelity.ts'

/** Sends a recording to another server and compares the responses. */
export type { Difference } from './compare-answers.ts'
export { type ReplayedStep, type ReplayReport, replay } from './replay.ts'

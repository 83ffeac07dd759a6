/** The checks as tests of mocha: `describeRehearsal` registers one test per check in the user's own mocha. */
export { describeRehearsal, type MochaRehearsalOptions, type MochaTarget } from './describe-rehearsal.ts'

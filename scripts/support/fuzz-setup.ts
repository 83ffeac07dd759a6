import { configureGlobal } from 'fast-check'

// Loaded by mocha before the tests that `npm run fuzz` runs: each property without its own number of runs is repeated until its time is over.
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 10)
configureGlobal({
  seed: Number(process.env['FUZZ_SEED'] ?? 1),
  numRuns: Number.MAX_SAFE_INTEGER,
  interruptAfterTimeLimit: seconds * 1000,
  markInterruptAsFailure: false,
})

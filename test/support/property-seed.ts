import { configureGlobal } from 'fast-check'

// Loaded by mocha before the tests. A property has the same seed in each test run, so a failure is due to a change and
// not due to chance; `npm run fuzz` uses another seed each time. `PROPERTY_SEED=N npm test` repeats one with another seed.
configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) })

/** Load tests: the Entra client's requests in three models, with percentiles that shards can be merged by. */

export { createTransport } from '../../mocks/transport/index.ts'
export { measureCeiling, unlimitedLoad } from './ceiling.ts'
export { CreatedObjects } from './created-objects.ts'
export { endpointOf } from './endpoint.ts'
export { UnreadableHistogram } from './latency-histogram.ts'
export { type LoadClock, realLoadClock } from './load-clock.ts'
export type { LoadOptions, LoadShard } from './load-options.ts'
export { IncompatibleLoads, mergeLoads } from './merge-loads.ts'
export { intervalOf, runLoad } from './run-load.ts'
export { InvalidLoadOption, parseDuration, parseStage } from './stages.ts'
export { judgeThreshold, parseThreshold, type Threshold } from './thresholds.ts'
export { createUserLives, type UserLife, type UserLifeOptions } from './user-life.ts'

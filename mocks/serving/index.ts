/** The common server parts of the mocks: injected faults, a recorder, listening, and access control. */

export { type ControlParts, controlEndpoint, isLocalClient } from './control-endpoint.ts'
export { FAULTS, type Fault, type FaultRule, type RateLimit } from './fault.ts'
export {
  createFaultSource,
  createRateCounter,
  effectOf,
  type FaultSource,
  type InjectedFaults,
  type RateCounter,
} from './fault-source.ts'
export { type Listening, type ListenPlace, listen } from './listen.ts'
export { isLoopbackHost, type LocalGuard, localGuard } from './local-guard.ts'
export { InvalidFault, parseFault, parseRateLimit } from './parse-fault.ts'
export { pathParameters } from './path-parameters.ts'
export { createRecorder, type Recorder, type ServedCall } from './recorder.ts'
export { type Authority, createAuthority } from './tls/authority.ts'
export { type Forward, runWorker, type WorkerServer } from './workers/run-worker.ts'
export { type PerformAll, startWorkers, WorkerEnded, type WorkerPool } from './workers/worker-pool.ts'

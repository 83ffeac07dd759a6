/** The console: the mock Entra, the mock JumpCloud and a target between them, with all requests, on one page. */
export type { ConsoleTarget } from './console-target.ts'
export type { RunStart } from './runs/rehearsals.ts'
export {
  type ConsoleIdentity,
  newIdentity,
  type RunningConsole,
  startConsole,
} from './start-console.ts'

import type { ConnectionOptions } from '../../mocks/transport/index.ts'
import type { TargetOptions } from './target-options.ts'

/** Returns the connection settings of a target's options. */
export function connectionOf({ ca, cert, key, proxy }: TargetOptions): ConnectionOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(proxy === undefined ? {} : { proxy }),
  }
}

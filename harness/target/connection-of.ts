import type { ConnectionOptions } from '../../mocks/transport/index.ts'
import type { TargetOptions } from '../run/options.ts'

/** The part of a target's options that says how connections to it are made. */
export function connectionOf({ ca, cert, key, proxy }: TargetOptions): ConnectionOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(proxy === undefined ? {} : { proxy }),
  }
}

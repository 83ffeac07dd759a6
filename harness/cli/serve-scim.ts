import {
  bearerToken,
  type ScimServerOptions,
  type SqliteStore,
  scimServerProfile,
  sqliteStore,
} from '../../mocks/scim-server/index.ts'
import { whyNotWritten } from './private-file.ts'
import { UsageError } from './usage-error.ts'

/** The options that change the responses of the reference server, in a form that can be sent to another process. */
export interface ScimBehaviour {
  readonly strict: boolean
  readonly token?: string
  /** The name of the known server that it behaves like. */
  readonly profile?: string
  readonly deviate: readonly string[]
  /** The secret that signs cursors, which all workers accept. */
  readonly cursorSecret?: string
}

/** Returns the options of the server except its address and its store. */
export function scimOptions({ strict, token, profile, deviate, cursorSecret }: ScimBehaviour): ScimServerOptions {
  const known = profile === undefined ? undefined : scimServerProfile(profile)
  return {
    ...known?.options,
    strict,
    ...(token === undefined ? {} : { authenticate: bearerToken(token) }),
    ...(cursorSecret === undefined ? {} : { cursorSecret }),
    deviation: [...(known?.behaviour === undefined ? [] : [known.behaviour]), ...deviate],
  }
}

/** Opens the file of `--db`. Throws UsageError if it cannot be used. */
export function openStore(file: string): SqliteStore {
  try {
    return sqliteStore(file)
  } catch (error) {
    throw new UsageError(`--db ${file} cannot be used: ${whyNotWritten(error)}; name a new file`)
  }
}

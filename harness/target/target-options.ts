import type { Dialect, EntraSwitches, SecretTokenRequest } from '../../mocks/entra/index.ts'
import type { ConnectionOptions } from '../../mocks/transport/index.ts'

/** Starts a target on `PORT`, with additional environment variables; resolves when it listens. */
export type StartTarget = (environment: Readonly<Record<string, string>>) => Promise<AsyncDisposable>

/** The settings of workload identity federation. */
export interface FederationOptions {
  /** The target's token endpoint; `{port}` is replaced by the port of a spawned target. */
  readonly tokenUrl: string
  /** The client id that the target assigned. */
  readonly clientId: string
  readonly scope?: string
  /** The port of the keys on 127.0.0.1 (default: a free port, which a spawned target finds in `ENTRA_JWKS_URL`). */
  readonly keysPort?: number
  readonly audience?: EntraSwitches['assertionAudience']
}

/** The server to test. */
export interface TargetOptions extends ConnectionOptions {
  /** The SCIM base URL as entered as Entra's Tenant URL; the dialect's flag is removed. */
  readonly url: string
  /** The token, sent as Bearer. */
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A command that starts the target, or a function that starts it within this process; it is stopped after the run. */
  readonly spawn?: string | StartTarget
  /** Fetches the token by OAuth 2.0 client credentials, as Entra does before a cycle; in place of `token`. */
  readonly oauth?: SecretTokenRequest
  /** Fetches the token by workload identity federation, with assertions that the run signs itself; in place of `token`. */
  readonly federation?: FederationOptions
}

/** The choice of the target and of how it is observed. */
export interface TargetChoice {
  /** The target (default: the embedded JumpCloud stack). */
  readonly target?: TargetOptions
  readonly observe?: 'scim' | 'jumpcloud'
  readonly dialect?: Dialect
}

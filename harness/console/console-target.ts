import { listenJumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import { freePort, spawnTarget } from '../index.ts'
import type { ConsoleFacts, TargetKind } from './format/page-format.ts'

/** The target as the user defines it. */
export type ConsoleTarget =
  /** JumpCloud's SCIM front with the mock JumpCloud API. */
  | { readonly kind: 'embedded'; readonly port?: number }
  | {
      readonly kind: 'own'
      /** The Tenant URL; `{port}` is the port of a spawned target. */
      readonly url: string
      readonly token?: string
      /** The command that starts it. */
      readonly spawn?: string
    }

/** A running target. */
export interface RunningTarget {
  readonly facts: Omit<ConsoleFacts['target'], 'kind'>
  /** The kind that is known before its first call to JumpCloud. */
  readonly kind: TargetKind
  close(): Promise<void>
}

const START_PATIENCE = 30_000

/**
 * Starts the target, or connects to the user's own. `jumpcloud` contains the settings that a bridge needs. Throws
 * UntestableTarget if a command does not start.
 */
export async function startTarget(
  target: ConsoleTarget,
  jumpcloud: { readonly url: string; readonly apiKey: string },
): Promise<RunningTarget> {
  if (target.kind === 'embedded') {
    const server = await listenJumpCloudScim({ apiUrl: jumpcloud.url, port: target.port ?? 0 })
    return {
      facts: { tenantUrl: server.url, secretToken: jumpcloud.apiKey },
      kind: 'embedded',
      close: () => server.close(),
    }
  }
  const port = target.spawn === undefined ? undefined : await freePort()
  const tenantUrl = target.url.replaceAll('{port}', String(port ?? ''))
  const facts = { tenantUrl, ...(target.token === undefined ? {} : { secretToken: target.token }) }
  if (target.spawn === undefined) return { facts, kind: 'server', close: () => Promise.resolve() }
  const environment = {
    PORT: String(port),
    ...(target.token === undefined ? {} : { SCIM_TOKEN: target.token }),
    JUMPCLOUD_API_URL: jumpcloud.url,
    JUMPCLOUD_API_KEY: jumpcloud.apiKey,
  }
  const spawned = await spawnTarget(target.spawn, tenantUrl, environment, START_PATIENCE)
  return { facts, kind: 'server', close: () => spawned.stop() }
}

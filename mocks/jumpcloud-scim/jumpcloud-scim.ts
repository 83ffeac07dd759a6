import { createHash } from 'node:crypto'
import type { Router } from 'express'
import {
  type Deviation,
  listenRestartable,
  type RequestHeaders,
  type RunningServer,
  scimServer,
  type Traffic,
  type TrafficOptions,
} from '../scim-server/index.ts'
import { createTransport, type Transport } from '../transport/index.ts'
import { createApiClient } from './api-client.ts'
import type { FrontDeviation } from './deviations/front-deviation.ts'
import { findJumpCloudDeviation } from './deviations/index.ts'
import { groupsRule } from './groups.ts'
import { type FrontState, jumpCloudStore } from './jumpcloud-store.ts'
import { DEFAULT_SWITCHES, type JumpCloudScimSwitches } from './switches.ts'
import { withEmailRule } from './system-user.ts'
import { unlistedRules } from './unlisted.ts'
import { jumpCloudSchemas, jumpCloudUserType } from './user-type.ts'

/** The settings of JumpCloud's SCIM server. */
export interface JumpCloudScimOptions {
  /** Origin of the JumpCloud API, or its base URL with `/api` at the end. */
  readonly apiUrl: string
  readonly switches?: Partial<JumpCloudScimSwitches>
  /** Deviations: names of those of this server or of the reference server, or deviation objects. */
  readonly deviation?: readonly (string | Deviation)[]
  readonly clock?: () => Date
  /** Receives internal faults of the server. */
  readonly onFault?: (error: unknown) => void
}

/** The settings of a listening server. */
export interface JumpCloudScimListenOptions extends JumpCloudScimOptions, TrafficOptions {
  /** The port; 0 uses a free one (default: 0). */
  readonly port?: number
  /** An address or a name of this machine (default: 127.0.0.1). */
  readonly host?: string
  /** True if the API's keys are secret, so that the server responds to every host name (default: true). */
  readonly hasCredentials?: boolean
  /**
   * Exposes the recorded exchanges at `/__recorder`, and lets `POST /__reset` clear the state of this server, not that
   * of the API (default: false).
   */
  readonly exposeRecorder?: boolean
  /** The path of the base URL; the real one is not documented (default: `/scim/v2`). */
  readonly basePath?: string
}

/** Starts JumpCloud's SCIM server on 127.0.0.1. Rejects if the port is in use. */
export async function listenJumpCloudScim(options: JumpCloudScimListenOptions): Promise<RunningServer> {
  const transport = createTransport()
  try {
    const {
      apiUrl: _api,
      switches: _switches,
      deviation: _deviation,
      clock: _clock,
      onFault: _fault,
      ...place
    } = options
    const make = (traffic: Traffic): Router => jumpCloudScim(options, transport.send, traffic)
    const server = await listenRestartable(make, { ...place, isResettable: true })
    const close = async (): Promise<void> => {
      await server.close()
      await transport.close()
    }
    return { url: server.url, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await transport.close()
    throw error
  }
}

/**
 * Creates an Express router that is JumpCloud's SCIM server; every call to the API uses `send`, with the caller's own
 * key.
 */
export function jumpCloudScim(options: JumpCloudScimOptions, send: Transport, traffic?: Traffic): Router {
  const switches = { ...DEFAULT_SWITCHES, ...options.switches }
  const clock = options.clock ?? (() => new Date())
  const state: FrontState = { modified: new Map(), pending: new Map(), clock }
  const chosen = (options.deviation ?? []).map(
    (one) => (typeof one === 'string' ? findJumpCloudDeviation(one) : undefined) ?? one,
  )
  const call = chosen.reduce((correct, one) => (isFront(one) ? one.api?.(correct) : undefined) ?? correct, send)
  const base = `${options.apiUrl.replace(/\/+$/, '').replace(/\/api$/, '')}/api`
  return scimServer({
    clock,
    resourceTypes: [jumpCloudUserType],
    schemas: jumpCloudSchemas,
    bulk: false,
    sort: false,
    etag: false,
    maxResults: 100,
    // The organisation's default state decides whether a new user is active.
    defaults: {},
    engine: (correct) => withEmailRule(unlistedRules(correct, switches), correct),
    authenticate: (headers) => {
      const apiKey = apiKeyOf(headers)
      // The API verifies the key itself; its digest separates the cursors of callers.
      return apiKey === undefined ? undefined : { key: digest(apiKey), secret: apiKey }
    },
    store: ({ secret = '' }) => jumpCloudStore(createApiClient(base, secret, call), switches, state),
    pagination: switches.cursors === 'advertised' ? 'both' : 'index',
    deviation: [groupsRule(switches.groups), ...chosen],
    ...(traffic === undefined ? {} : { traffic }),
    ...(options.onFault === undefined ? {} : { onFault: options.onFault }),
  })
}

const isFront = (one: string | Deviation): one is FrontDeviation => typeof one !== 'string' && 'api' in one

/** Returns the key, from `x-api-key` (the vendor's SCIM article) or a Bearer token (Entra's secret token). */
function apiKeyOf(headers: RequestHeaders): string | undefined {
  const key = headers['x-api-key']?.trim() || /^Bearer +(\S+) *$/i.exec(headers['authorization'] ?? '')?.[1]
  return key === undefined || key === '' ? undefined : key
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

import { expect } from 'chai'
import { setupServer } from 'msw/node'
import { createJumpCloudApi, type JumpCloudApi, type JumpCloudApiOptions } from '../../mocks/jumpcloud-api/index.ts'
import { jumpCloudHandlers } from '../../mocks/jumpcloud-api/msw/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/jumpcloud-api/wire/json.ts'
import { describedClient, type Send } from '../support/described-client.ts'

/** The keys of administrators of each kind. */
export const KEYS = {
  billing: 'jca_000000000000000000000000000000000001',
  manager: 'jca_000000000000000000000000000000000002',
  reader: 'jca_000000000000000000000000000000000003',
  helper: 'jca_000000000000000000000000000000000004',
  runner: 'jca_000000000000000000000000000000000005',
  provider: 'jca_000000000000000000000000000000000006',
  expired: 'jca_000000000000000000000000000000000007',
} as const
/** The organization of all administrators except the provider. */
export const ORGANIZATION = '5f0000000000000000000001'
/** Another organization, which the provider administers. */
export const OTHER_ORGANIZATION = '5f0000000000000000000002'
/** The time at which every test begins. */
export const START = '2026-03-01T12:00:00.000Z'

/** The API under test, for either way to reach it. */
export interface Subject {
  readonly api: JumpCloudApi
  /** Sends requests with the key `billing`. */
  readonly send: Send
  /** Moves the clock of the API. */
  readonly advance: (milliseconds: number) => void
}

/** Opens an API for one test. */
export type Way = (options?: JumpCloudApiOptions) => Promise<Subject & AsyncDisposable>

/** Declares a test that gets a new API. */
export type Test = (title: string, use: (subject: Subject) => Promise<unknown>, options?: JumpCloudApiOptions) => void

/** The operations and statuses of all tests of this process, as `operation status`. */
export const seen: Set<string> = new Set()

/** The two ways to the API. */
export const WAYS: readonly { readonly name: string; readonly open: Way }[] = [
  {
    name: 'the API over HTTP',
    open: async (more = {}) => {
      const { now, advance } = clock()
      const api = createJumpCloudApi(optionsOf(more, now))
      const listening = await api.listen()
      const { send } = describedClient(await description(), () => listening.url, { 'x-api-key': KEYS.billing }, seen)
      return { api, send, advance, [Symbol.asyncDispose]: () => listening.close() }
    },
  },
  {
    name: 'the API in process, by msw',
    open: async (more = {}) => {
      const { now, advance } = clock()
      const api = createJumpCloudApi(optionsOf(more, now))
      const { recorder, store } = api
      const described = await description()
      const network = setupServer(...jumpCloudHandlers(store, { ...more, now, recorder }))
      network.listen({ onUnhandledFrame: 'error' })
      const { send } = describedClient(described, productionOrigin, { 'x-api-key': KEYS.billing }, seen)
      return {
        api,
        send,
        advance,
        [Symbol.asyncDispose]: async () => {
          network.close()
          store.close()
        },
      }
    },
  },
]

const productionOrigin = (path: string): string =>
  path.startsWith('/insights/')
    ? 'https://api.jumpcloud.com'
    : path.startsWith('/oauth2/')
      ? 'https://admin-oauth.id.jumpcloud.com'
      : 'https://console.jumpcloud.com'

const optionsOf = (more: JumpCloudApiOptions, now: () => Date): JumpCloudApiOptions => ({
  now,
  organizations: [
    { id: ORGANIZATION, name: 'Contoso' },
    { id: OTHER_ORGANIZATION, name: 'Fabrikam' },
  ],
  admins: [
    { email: 'billing@contoso.example', apiKey: KEYS.billing, role: 'Administrator With Billing' },
    { email: 'manager@contoso.example', apiKey: KEYS.manager, role: 'Manager' },
    { email: 'reader@contoso.example', apiKey: KEYS.reader, role: 'Read Only' },
    { email: 'helper@contoso.example', apiKey: KEYS.helper, role: 'Help Desk' },
    { email: 'runner@contoso.example', apiKey: KEYS.runner, role: 'Command Runner' },
    { email: 'provider@msp.example', apiKey: KEYS.provider, role: 'Administrator', isMultiTenant: true },
    { email: 'expired@contoso.example', apiKey: KEYS.expired, role: 'Manager', expires: new Date(0) },
  ],
  serviceAccounts: [{ clientId: 'bridge', clientSecret: 'a-secret-of-the-bridge', role: 'Manager' }],
  ...more,
})

function clock(): { now: () => Date; advance: (milliseconds: number) => void } {
  let time = Date.parse(START)
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds
    },
  }
}

let kept: Promise<JsonObject> | undefined

/** Returns the OpenAPI description as it is served. */
export function description(): Promise<JsonObject> {
  kept ??= (async () => {
    await using listening = await createJumpCloudApi().listen()
    return (await (await fetch(`${listening.url}/openapi.json`)).json()) as JsonObject
  })()
  return kept
}

/** Returns the header of a key. */
export const key = (name: keyof typeof KEYS): { readonly headers: { readonly 'x-api-key': string } } => ({
  headers: { 'x-api-key': KEYS[name] },
})

/** Returns the smallest body of a user. */
export const named = (name: string, more: JsonObject = {}): JsonObject => ({
  username: name,
  email: `${name}@contoso.example`,
  ...more,
})

/** Creates a user and returns the response. */
export async function created(send: Send, body: JsonObject): Promise<JsonObject> {
  const { status, body: user, text } = await send('POST', '/api/systemusers', { body })
  expect(status, text).to.equal(200)
  return objectOf(user)
}

/** Returns an object; empty if the value is not one. */
export const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})
/** Returns the objects of a list. */
export const listOf = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []
/** Returns the records of a v1 list. */
export const resultsOf = (value: JsonValue): JsonObject[] => listOf(objectOf(value)['results'])
/** Returns the usernames of a v1 list. */
export const usernames = (value: JsonValue): unknown[] => resultsOf(value).map(({ username }) => username)

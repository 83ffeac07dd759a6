import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { jumpCloudScim } from '../mocks/jumpcloud-scim/index.ts'
import { isJsonObject, type JsonObject } from '../mocks/protocol/index.ts'
import { type Deviation, listenRouter } from '../mocks/scim-server/index.ts'
import { createTransport, type Transport, TransportError } from '../mocks/transport/index.ts'

/** A way in which a correct bridge may differ from JumpCloud's own SCIM server. */
interface Variant {
  readonly name: string
  /** Changes how it calls the JumpCloud API. */
  readonly api?: (right: Transport) => Transport
  /** Changes how it responds. */
  readonly around?: NonNullable<Deviation['around']>
  /** True if it cannot report JumpCloud's rejections, so that some rows do not apply to it. */
  readonly isLate?: true
}

const asItIs = (right: Transport): Transport => right

const USER = /\/api\/systemusers\/[0-9a-f]{24}$/
const isChange = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  method === 'PUT' && USER.test(url)

/** Properties that a PUT ignores, or accepts only in parts. */
const NOT_WRITTEN =
  /^(?:_?id|state|created|organization|mfa|mfaEnrollment|recoveryEmail|activated|totp_enabled|externally_managed|restrictedFields)$/

/** Returns the server's own name for an id of JumpCloud. */
const named = (id: string): string => Buffer.from(id, 'hex').toString('base64url')
const unnamed = (name: string): string => Buffer.from(name, 'base64url').toString('hex')

const VARIANTS: readonly Variant[] = [
  {
    name: 'writes the whole record of JumpCloud with the changes',
    api: (right) => async (request, limits) => {
      if (!isChange(request)) return right(request, limits)
      const { body, ...call } = request
      const before = await right({ ...call, method: 'GET' }, limits)
      if (before.status !== 200) return before
      const changes = JSON.parse(body ?? '{}') as JsonObject
      const whole = Object.fromEntries(
        Object.entries(JSON.parse(before.body) as JsonObject).filter(([name]) => !NOT_WRITTEN.test(name)),
      )
      return right({ ...call, body: JSON.stringify({ ...whole, ...changes }) }, limits)
    },
  },
  {
    name: 'sends a call for each property',
    api: (right) => async (request, limits) => {
      if (!isChange(request)) return right(request, limits)
      let response = await right({ ...request, body: '{}' }, limits)
      for (const [name, value] of Object.entries(JSON.parse(request.body ?? '{}') as JsonObject)) {
        response = await right({ ...request, body: JSON.stringify({ [name]: value }) }, limits)
        if (response.status !== 200) return response
      }
      return response
    },
  },
  {
    name: 'retries three times if JumpCloud fails',
    api: (right) => async (request, limits) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const response = await right(request, limits)
          if (attempt === 3 || (response.status !== 429 && response.status < 500)) return response
        } catch (error) {
          if (attempt === 3 || !(error instanceof TransportError) || request.method === 'POST') throw error
        }
      }
    },
  },
  {
    name: 'writes email addresses in lower case, and stores its own data in custom attributes',
    api: (right) => (request, limits) => {
      const isCreation = request.method === 'POST' && request.url.endsWith('/api/systemusers')
      if (!isCreation && !isChange(request)) return right(request, limits)
      const body = JSON.parse(request.body ?? '{}') as JsonObject
      const { email } = body
      const own = isCreation ? { attributes: [{ name: 'bridge', value: 'v1' }], external_source_type: 'entra' } : {}
      const lower = typeof email === 'string' ? { email: email.toLowerCase() } : {}
      return right({ ...request, body: JSON.stringify({ ...own, ...body, ...lower }) }, limits)
    },
  },
  {
    name: 'has other ids than JumpCloud, and answers a PATCH with 204',
    around: async (request, serve) => {
      const path = request.path.replace(/^\/Users\/([^/]+)$/, (_, name: string) => `/Users/${unnamed(name)}`)
      const response = await serve({ ...request, path })
      if (request.method === 'PATCH' && response.status === 200) return { status: 204, headers: {} }
      const text = JSON.stringify(response.body ?? null).replaceAll(
        /("id":"|\/Users\/)([0-9a-f]{24})(?=")/g,
        (_, before: string, id: string) => `${before}${named(id)}`,
      )
      const body = JSON.parse(text)
      const { location } = response.headers
      const headers =
        location === undefined
          ? response.headers
          : { ...response.headers, location: location.replace(/[0-9a-f]{24}$/, (id) => named(id)) }
      return isJsonObject(body) ? { status: response.status, headers, body } : { status: response.status, headers }
    },
  },
  {
    name: 'responds to changes before it has written them',
    around: async (request, serve) => {
      if (request.method !== 'PATCH') return serve(request)
      const now = await serve({ ...request, method: 'GET' })
      if (now.status !== 200) return now
      const timer = Promise.withResolvers<void>()
      setTimeout(timer.resolve, 30)
      void timer.promise.then(() => serve(request)).catch(() => undefined)
      return { status: 204, headers: {} }
    },
    isLate: true,
  },
]

/** Rows that do not apply to a server that responds before it writes: it cannot report JumpCloud's rejections. */
const NOT_OF_LATE_WRITERS =
  /^jumpcloud\.(?:arrival\.before-answer|validation\.|lifecycle\.renamed-while-bound|key\.|errors\.(?:update|disable))/

describe('correct bridges that differ from JumpCloud’s own SCIM server', () => {
  for (const { name, api = asItIs, around, isLate = false } of VARIANTS) {
    it(`have no finding if one ${name}`, async () => {
      const { result } = await rehearse({
        target: {
          url: 'http://127.0.0.1:{port}/scim/v2',
          token: 'rehearsal-token-0123456789',
          spawn: async ({ PORT, JUMPCLOUD_API_URL: apiUrl = '', JUMPCLOUD_API_KEY: apiKey = '' }) => {
            const pool = createTransport()
            const deviation = around === undefined ? [] : [{ name: 'variant', says: name, caughtBy: [], around }]
            const front = jumpCloudScim({ apiUrl, deviation }, api(pool.send))
            const server = await listenRouter(
              (request, response, next) => {
                const isKnown = request.headers.authorization === 'Bearer rehearsal-token-0123456789'
                if (isKnown) request.headers.authorization = `Bearer ${apiKey}`
                else delete request.headers.authorization
                front(request, response, next)
              },
              { port: Number(PORT) },
            )
            return {
              [Symbol.asyncDispose]: async () => {
                await server.close()
                await pool.close()
              },
            }
          },
        },
        observe: 'jumpcloud',
        schema: jumpCloudSchema,
        seed: 1,
        selection: { suites: ['jumpcloud'] },
      })
      const findings = result.checks
        .filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
        .filter(({ id }) => !isLate || !NOT_OF_LATE_WRITERS.test(id))
      expect(findings.map(({ id, outcome, reason }) => `${id} ${outcome}: ${reason}`)).to.deep.equal([])
    })
  }
})

import { randomInt } from 'node:crypto'
import { defaultSchema, parseTenantUrl, syntheticSource } from 'scim-rehearsal/entra'
import { CreatedObjects, createTransport, createUserLives, endpointOf } from 'scim-rehearsal/load-test'

/** The maximum number of virtual users that one worker can start. */
const MAX_USERS = 1_000_000_000
const PLACES = 36 ** 4

/**
 * Artillery engine `scim-rehearsal`: each virtual user provisions one user as Entra does, from the matching query to
 * DELETE. Metrics are `scim.requests`, `scim.request_rate`, `scim.response_time` (and for each endpoint),
 * `scim.codes.STATUS` and `scim.errors.CLASS`.
 */
export default class ScimRehearsalEngine {
  #script

  constructor(script) {
    this.#script = script
  }

  createScenario(_spec, events) {
    const { target, engines = {} } = this.#script.config
    const { token = process.env.SCIM_TOKEN, timeout = 60_000 } = engines['scim-rehearsal'] ?? {}
    const { baseUrl, dialect } = parseTenantUrl(target)
    const objects = new CreatedObjects(baseUrl)
    const pool = createTransport({ timeout, connections: 1000 })
    const seed = randomInt(2 ** 31)
    // `scim-rehearsal cleanup` recognizes users by names with this prefix. Each worker has a different one.
    const prefix = `rh${Date.now().toString(36)}x${randomInt(PLACES).toString(36).padStart(4, '0')}.`
    const lives = createUserLives({
      baseUrl,
      dialect,
      schema: defaultSchema,
      authorization: async () => (token === undefined ? {} : { authorization: `Bearer ${token}` }),
      transport: measured(pool.send, { baseUrl, objects, events }),
      personAt: syntheticSource({ seed, count: MAX_USERS, prefix }).at,
      random: Math.random,
      now: () => new Date(),
      onUnusable: (endpoint) => fail(events, `unusable response to ${endpoint}`),
    })
    return (context, done) => {
      // Artillery counts virtual users by this event.
      events.emit('started')
      lives.run().then(
        () => done(null, context),
        (error) => {
          fail(events, error.message)
          done(error, context)
        },
      )
    }
  }
}

/**
 * Emits the metrics of each request, and rejects requests that would change an object that this test did not create.
 */
function measured(send, { baseUrl, objects, events }) {
  return async (request, limits) => {
    if (!objects.mayChange(request)) throw new Error('the server returned an object that this test did not create')
    const endpoint = endpointOf(request.method, request.url, baseUrl)
    const start = performance.now()
    events.emit('counter', 'scim.requests', 1)
    events.emit('rate', 'scim.request_rate')
    try {
      const response = await send(request, limits)
      objects.note(request, response)
      const took = performance.now() - start
      events.emit('histogram', 'scim.response_time', took)
      events.emit('histogram', `scim.response_time.${endpoint}`, took)
      events.emit('counter', `scim.codes.${response.status}`, 1)
      if (response.status < 200 || response.status > 299) fail(events, `HTTP ${response.status}`)
      return response
    } catch (error) {
      fail(events, error.fault ?? error.message)
      throw error
    }
  }
}

function fail(events, name) {
  events.emit('counter', `scim.errors.${name}`, 1)
}

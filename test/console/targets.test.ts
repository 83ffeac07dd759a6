import { join } from 'node:path'
import { expect } from 'chai'
import type { TrafficRow } from '../../harness/console/format/page-format.ts'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { root } from '../support/command.ts'
import { askConsole, configureConsole, startTestConsole } from '../support/console.ts'

const TOKEN = 'token-of-the-target'

describe('a target of the user in the console', () => {
  it('that does not write to JumpCloud is projected: stored, suspended and rejected as JumpCloud would', async () => {
    await using scim = await listenScimServer({ token: TOKEN })
    await using running = await startTestConsole({
      target: { kind: 'own', url: scim.url, token: TOKEN },
      people: { 'jane.doe': {}, 'jürgen groß': {} },
    })
    const { job, userIds } = await configureConsole(running)
    await askConsole(running, 'POST', `/v1.0${job}/start`)
    await askConsole(running, 'POST', '/__clock', { advance: 'PT0S' })
    const stored = async () => {
      const { body } = await askConsole(running, 'GET', '/jumpcloud/api/systemusers')
      return body.results.map(({ username, suspended }: { username: string; suspended: boolean }) => [
        username,
        suspended,
      ])
    }
    await eventually(async () => {
      expect(await stored()).to.deep.equal([['jane.doe', false]])
      const { refusals } = (await askConsole(running, 'GET', 'projection')).body
      expect(refusals.map(({ userName }: { userName: string }) => userName)).to.deep.equal(['jürgen groß'])
    })
    await askConsole(running, 'PATCH', `/v1.0/users/${userIds[0]}`, { accountEnabled: false })
    await askConsole(running, 'POST', '/__clock', { advance: 'PT40M' })
    await eventually(async () => expect(await stored()).to.deep.equal([['jane.doe', true]]))
    expect(running.facts.target.kind).to.equal('server')
    const { body } = await askConsole(running, 'GET', 'exchanges')
    expect((body.rows as TrafficRow[]).filter(({ step }) => step === 'jumpcloud')).to.deep.equal([])
  })

  it('that is a bridge is recognized by its first call, and its own writes are shown', async () => {
    // The bridge must know the console's JumpCloud, and the console the bridge: as with a spawned command.
    await using running = await startTestConsole({
      target: { kind: 'own', url: 'http://127.0.0.1:{port}/scim/v2', token: 'any', spawn: BRIDGE },
      users: 2,
    })
    expect(running.facts.target.kind).to.equal('server')
    const { job } = await configureConsole(running)
    await askConsole(running, 'POST', `/v1.0${job}/start`)
    await askConsole(running, 'POST', '/__clock', { advance: 'PT0S' })
    expect(running.facts.target.kind).to.equal('bridge')
    const { body } = await askConsole(running, 'GET', '/jumpcloud/api/systemusers')
    expect(body.totalCount).to.equal(2)
    const { body: traffic } = await askConsole(running, 'GET', 'exchanges')
    const posts = (traffic.rows as TrafficRow[]).filter(
      ({ method, path }) => method === 'POST' && /\/api\/systemusers$/.test(path),
    )
    const creates = (traffic.rows as TrafficRow[]).filter(({ step, method }) => step === 'scim' && method === 'POST')
    expect(posts.map(({ during }) => during)).to.have.members(creates.map(({ id }) => id))
  })

  it('is judged live: a violated rule is a remark on the exchange', async () => {
    await using scim = await listenScimServer({ token: TOKEN, deviation: ['location-with-blanks'] })
    await using running = await startTestConsole({ target: { kind: 'own', url: scim.url, token: TOKEN }, users: 1 })
    const { job } = await configureConsole(running)
    await askConsole(running, 'POST', `/v1.0${job}/start`)
    await askConsole(running, 'POST', '/__clock', { advance: 'PT0S' })
    await eventually(async () => {
      const { body } = await askConsole(running, 'GET', 'exchanges')
      expect((body.rows as TrafficRow[]).flatMap(({ remarks }) => remarks.map(({ id }) => id))).to.include(
        'scim.exchange.references-are-uris',
      )
    })
  })
})

/** Starts the bridge of the examples in its own process. */
const BRIDGE = `${process.execPath} ${join(root, 'examples', 'bridge', 'bridge.ts')}`

/** Repeats an assertion until it passes; throws the last failure after ten seconds. */
async function eventually(assertion: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + 10_000
  for (;;) {
    try {
      await assertion()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}

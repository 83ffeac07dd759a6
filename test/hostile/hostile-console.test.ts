import { expect } from 'chai'
import type { TrafficRow } from '../../harness/console/format/page-format.ts'
import { answeringServer } from '../support/answering-server.ts'
import { askConsole, configureConsole, startTestConsole } from '../support/console.ts'
import { echoing } from './support/echoing-server.ts'
import { leaksOf, planted } from './support/planted.ts'
import { rawServer, WIRE_FAULTS } from './support/wire-faults.ts'

/** What a console shows after one cycle against a target. */
interface Shown {
  readonly rows: readonly TrafficRow[]
  readonly status: { readonly code: string; readonly quarantine?: { readonly error: { readonly message: string } } }
  /** Everything that the page and the exports contain. */
  readonly all: string
}

async function cycleAgainst(url: string): Promise<Shown> {
  const target = { kind: 'own', url, token: planted('token') } as const
  await using running = await startTestConsole({ target, users: 2 })
  const { job } = await configureConsole(running)
  await askConsole(running, 'POST', `/v1.0${job}/start`)
  await askConsole(running, 'POST', '/__clock', { advance: 'PT0S' })
  const bodyOf = async (path: string): Promise<unknown> => (await askConsole(running, 'GET', path)).body
  const { rows } = (await bodyOf('exchanges')) as { readonly rows: readonly TrafficRow[] }
  const { status } = (await bodyOf(`/v1.0${job}`)) as Shown
  const parts: unknown[] = [rows, status]
  for (const { id } of rows) parts.push(await bodyOf(`exchanges/${id}`))
  for (const name of ['recording.har', 'tape.ndjson']) parts.push(await bodyOf(`export/${name}`))
  return { rows, status, all: parts.map((part) => JSON.stringify(part)).join('\n') }
}

const FAULTS = ['a body without an end', 'headers without an end', 'a Content-Length that is too large', 'NUL bytes']

describe('the console and a hostile target', () => {
  for (const { name, answer } of WIRE_FAULTS.filter((fault) => FAULTS.includes(fault.name)))
    it(`puts the job into quarantine, and stays usable: ${name}`, async () => {
      await using server = await rawServer(answer)
      const { rows, status } = await cycleAgainst(`http://127.0.0.1:${server.port}/scim`)
      expect(rows).to.have.lengthOf(1)
      expect(status.code).to.equal('Quarantine')
      expect(status.quarantine?.error.message).to.not.match(/cannot be reached|undefined/)
    })

  it('shows and exports no token that the target repeats in any encoding', async () => {
    await using server = await answeringServer(echoing)
    const { rows, all } = await cycleAgainst(`${server.url}/scim`)
    expect(rows.length).to.be.above(3)
    expect(leaksOf(all)).to.deep.equal([])
  })
})

import { expect } from 'chai'
import { isFinding, rehearse } from '../harness/index.ts'
import { defaultSchema } from '../mocks/entra/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { laggingStore } from './support/lagging-store.ts'

const TOKEN = 'lagging'

/** Returns the ids of the findings about a correct server whose queries lag. */
async function findingsOf(settle: number, selection: { suites: string[] } | { checks: string[] }): Promise<string[]> {
  await using server = await listenScimServer({ store: laggingStore(3), token: TOKEN })
  const target = { url: server.url, token: TOKEN }
  const { result } = await rehearse({ target, schema: defaultSchema, seed: 1, settle, selection })
  return result.checks.filter((check) => isFinding(check, 'should')).map(({ id, reason }) => `${id}: ${reason}`)
}

describe('a correct server whose queries lag behind its writes', () => {
  it('has no finding if the run waits with --settle, in any check that queries', async () => {
    expect(await findingsOf(5000, { suites: ['entra'] })).to.deep.equal([])
    expect(await findingsOf(5000, { checks: ['scim.select.*', 'scim.filter.e*', 'scim.put.*'] })).to.deep.equal([])
  })

  it('has findings otherwise', async () => {
    const findings = await findingsOf(0, { checks: ['entra.match.second-cycle', 'scim.select.same-hits'] })
    expect(findings.join('\n')).to.match(/entra\.match\.second-cycle/)
  })
})

import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { listenScimServer, memoryStore, sqliteStore } from '../mocks/scim-server/index.ts'

const STORES = { memory: memoryStore, SQLite: () => sqliteStore() }
const RFC_SUITES = ['rfc7643', 'rfc7644', 'rfc9865', 'rfc9967']

describe('the reference server has no findings', () => {
  for (const [store, open] of Object.entries(STORES)) {
    for (const { name, strict, dialect, suites } of [
      { name: 'lenient, in the legacy dialect', strict: false, dialect: 'legacy', suites: [] },
      { name: 'lenient, in the flagged dialect', strict: false, dialect: 'flagged', suites: [] },
      { name: 'strict, by the RFCs', strict: true, dialect: 'flagged', suites: RFC_SUITES },
    ] as const) {
      it(`${name}, over ${store}`, async () => {
        await using server = await listenScimServer({ store: open(), strict, token: 'right' })
        const { result } = await rehearse({
          schema: jumpCloudSchema,
          seed: 3,
          dialect,
          target: { url: server.url, token: 'right' },
          selection: { suites },
        })
        const findings = result.checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
        expect(findings.map(({ id, outcome, reason }) => `${id} ${outcome}: ${reason}`)).to.deep.equal([])
        expect(result.leftovers ?? []).to.deep.equal([])
      })
    }
  }
})

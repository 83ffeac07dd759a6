import { expect } from 'chai'
import { rehearseServer } from './rehearse-server.ts'
import { SERVERS } from './servers.ts'

const sorted = (ids: readonly string[]): string[] => [...ids].sort()

describe('independent servers', () => {
  it('are at least 30, with different names', () => {
    expect(SERVERS.length).to.be.at.least(30)
    expect(new Set(SERVERS.map(({ name }) => name)).size).to.equal(SERVERS.length)
  })

  for (const { name, says, override, failing = [], warning = [], keeps } of SERVERS)
    it(`${name}, which ${says}, has exactly these causes: ${[...failing, ...warning].join(', ') || 'none'}`, async () => {
      const rehearsed = await rehearseServer(override)
      const { checks, leftovers = [] } = rehearsed.result
      expect(rehearsed.foreign.after, 'resources that the run did not create, after the run').to.equal(
        rehearsed.foreign.before,
      )
      const errors = checks.filter(({ outcome }) => outcome === 'error').map(({ id, reason }) => `${id}: ${reason}`)
      expect(errors, 'faults of the harness').to.deep.equal([])
      const reasonsOf = (ids: readonly string[]): string =>
        ids.map((id) => `${id}: ${checks.find((check) => check.id === id)?.reason}`).join('\n')
      expect(sorted(rehearsed.failing), reasonsOf(rehearsed.failing)).to.deep.equal(sorted(failing))
      expect(sorted(rehearsed.warning), reasonsOf(rehearsed.warning)).to.deep.equal(sorted(warning))
      if (keeps === true) return
      expect(rehearsed.left, 'resources that the run left behind').to.deep.equal([])
      expect(leftovers).to.deep.equal([])
    })
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { examine, UntestableTarget } from '../harness/index.ts'
import { defaultSchema } from '../mocks/entra/index.ts'
import { bearerToken, deviationNamed, listenScimServer } from '../mocks/scim-server/index.ts'
import { scimRehearsal } from './support/command.ts'

const options = { authenticate: bearerToken('rehearsal') }
const stateOf = (
  abilities: readonly { readonly id: string; readonly state: string }[],
  id: string,
): string | undefined => abilities.find((ability) => ability.id === id)?.state

describe('the command doctor', () => {
  it('writes nothing without --write, and prints a row for each ability', async () => {
    const methods = new Set<string>()
    await using server = await listenScimServer({
      ...options,
      deviation: {
        name: 'listening',
        says: 'notes the methods of requests',
        caughtBy: [],
        around: (request, serve) => {
          methods.add(request.path.endsWith('/.search') ? 'search' : request.method)
          return serve(request)
        },
      },
    })
    const { code, stdout } = await scimRehearsal(['doctor', '--target', server.url, '--token', 'rehearsal'])
    expect(code, stdout).to.equal(0)
    expect([...methods].sort()).to.deep.equal(['GET', 'search'])
    expect(stdout)
      .to.match(/yes filter\.no-hit/)
      .and.match(/- +patch\.op-capitalised/)
      .and.include('Nothing was written')
  })

  it('finds out by writing which abilities a server lacks, with the evidence, and leaves nothing behind', async () => {
    await using server = await listenScimServer({ ...options, deviation: deviationNamed('patch-capital-op-ignored') })
    const { abilities, leftovers } = await examine({
      target: { url: server.url, token: 'rehearsal' },
      schema: defaultSchema,
    })
    expect(stateOf(abilities, 'patch')).to.equal('yes')
    expect(stateOf(abilities, 'patch.op-capitalised')).to.equal('no')
    expect(abilities.find(({ id }) => id === 'patch.op-capitalised')?.shown).to.match(
      /PATCH .* and the user is unchanged/,
    )
    expect(leftovers).to.deep.equal([])
    const all = await fetch(`${server.url}/Users`, { headers: { authorization: 'Bearer rehearsal' } })
    expect(await all.json()).to.include({ totalResults: 0 })
  })

  it('prints JSON on request, each ability once and determined for a correct server', async () => {
    await using server = await listenScimServer(options)
    const { code, stdout } = await scimRehearsal([
      'doctor',
      '--target',
      server.url,
      '--token',
      'rehearsal',
      '--write',
      '--json',
    ])
    expect(code).to.equal(0)
    const { abilities } = JSON.parse(stdout) as Awaited<ReturnType<typeof examine>>
    expect(new Set(abilities.map(({ id }) => id)).size).to.equal(abilities.length)
    const missing = abilities.filter(
      ({ id, state }) => state !== 'yes' && !['me', 'tls', 'securityEvents', 'filter.external-id'].includes(id),
    )
    expect(missing.map(({ id, shown }) => `${id}: ${shown}`)).to.deep.equal([])
  })

  it('says in one line why a target cannot be examined', async () => {
    await using server = await listenScimServer(options)
    const refused = await scimRehearsal(['doctor', '--target', server.url, '--token', 'wrong'])
    expect(refused.code).to.equal(3)
    expect(refused.stderr.trim().split('\n')).to.have.length(1)
    expect((await scimRehearsal(['doctor'])).code).to.equal(2)
    const silent = createServer((request) => request.socket.destroy())
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    try {
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/scim`
      const error = await examine({ target: { url }, schema: defaultSchema, timeout: 1000 }).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).to.be.instanceOf(UntestableTarget)
    } finally {
      silent.close()
    }
  })
})

import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { isJsonObject } from '../mocks/protocol/index.ts'
import { type Deviation, deviations, listenScimServer } from '../mocks/scim-server/index.ts'
import type { RehearsalResult } from '../reports/index.ts'

/** Checks that share users: as members, as managers, and for reads and searches. */
const SHARING = [
  'entra.group.*',
  'entra.manager.*',
  'scim.patch.*member*',
  'scim.group.*',
  'scim.filter.*',
  'scim.read.*',
  'scim.create.*',
  'scim.put.duplicate-user-name',
]

async function run(deviation: Deviation, concurrency = 8): Promise<RehearsalResult> {
  await using server = await listenScimServer({ deviation, token: 'rehearsal' })
  const { result } = await rehearse({
    schema: jumpCloudSchema,
    seed: 5,
    concurrency,
    diagnose: false,
    target: { url: server.url, token: 'rehearsal' },
    selection: { checks: SHARING },
  })
  expect(result.leftovers ?? []).to.deep.equal([])
  return result
}

const found = ({ checks }: RehearsalResult): string[] =>
  checks
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'inapplicable')
    .map(({ id, outcome }) => `${id}: ${outcome}`)

/** Each deletion of a group deletes its members too, including those that other checks share. */
const membersGoWithGroup: Deviation = {
  name: 'members-go-with-group',
  says: 'a DELETE of a group deletes its members',
  caughtBy: [],
  around: async (request, serve) => {
    if (request.method !== 'DELETE' || !/^\/Groups\/[^/]+$/.test(request.path)) return serve(request)
    const { body } = await serve({ ...request, method: 'GET' })
    const members = isJsonObject(body) && Array.isArray(body['members']) ? body['members'].filter(isJsonObject) : []
    const answer = await serve(request)
    for (const { value } of members) await serve({ ...request, path: `/Users/${String(value)}` }).catch(() => undefined)
    return answer
  },
}

describe('resources that checks share', () => {
  it('cause no finding of the checks that use them, if another check or the server destroys them', async () => {
    expect(found(await run(membersGoWithGroup))).to.deep.equal(['entra.group.delete: fail'])
  })

  for (const name of ['add-replaces-members', 'duplicate-user-name-accepted'])
    it(`have the same findings one check at a time and sixteen, with ${name}`, async () => {
      const deviation = deviations.find((one) => one.name === name)
      if (deviation === undefined) return expect.fail(`there is no deviation ${name}`)
      const [alone, together] = [await run(deviation, 1), await run(deviation, 16)]
      expect(found(alone)).to.not.deep.equal([])
      expect(found(together)).to.deep.equal(found(alone))
    })
})

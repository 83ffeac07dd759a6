import { expect } from 'chai'
import { rehearse } from '../../harness/index.ts'
import { defaultSchema } from '../../mocks/entra/index.ts'
import { memoryStore } from '../../mocks/scim-server/index.ts'
import { fill, snapshot } from '../support/crowd.ts'
import { type Front, type FrontedResponse, frontingServer } from '../support/fronting-server.ts'
import { listenWatched, TOKEN } from '../support/watched-server.ts'

type Answer = Exclude<FrontedResponse, 'lost'>
interface Named {
  readonly id: string
  readonly userName?: string
  readonly displayName?: string
}

/** Returns what a server does with its creates, and how many resources it may leave. */
interface HostileServer {
  readonly name: string
  readonly front: (origin: string) => Front
  readonly leaves: 'nothing' | 'named resources'
}

/** Presents ids of a server as other ids. */
function disguise(): { readonly as: (real: string, shown: string) => void } & Required<Front> {
  const shownOf = new Map<string, string>()
  const realOf = new Map<string, string>()
  const inPath = (url: string): string => {
    const [path = '', ...query] = url.split('?')
    const segments = path.split('/').map((segment) => {
      const real = realOf.get(decoded(segment))
      return real === undefined ? segment : real
    })
    return [segments.join('/'), ...query].join('?')
  }
  return {
    as: (real, shown) => {
      shownOf.set(real, shown)
      realOf.set(shown, real)
    },
    before: (request) => ({
      ...request,
      url: inPath(request.url),
      body: [...realOf].reduce(
        (body, [shown, real]) => body.replaceAll(JSON.stringify(shown), JSON.stringify(real)),
        request.body,
      ),
    }),
    after: (_, response) => {
      let { body } = response
      const headers = { ...response.headers }
      for (const [real, shown] of shownOf) {
        if (body.includes(real)) body = body.replaceAll(real, JSON.stringify(shown).slice(1, -1))
        if (headers['location'] !== undefined)
          headers['location'] = headers['location'].replaceAll(real, encodeURIComponent(shown))
      }
      return { ...response, headers, body }
    },
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const isCreated = (method: string, { status }: Answer): boolean => method === 'POST' && status === 201
const idOf = ({ body }: Answer): string => String((JSON.parse(body) as Named).id)

/** Presents each new resource with the id that a function returns. */
const withIds = (next: (index: number) => string) => (): Front => {
  const ids = disguise()
  let count = 0
  return {
    before: ids.before,
    after: (request, response) => {
      if (isCreated(request.method, response)) {
        ids.as(idOf(response), next(count))
        count += 1
      }
      return ids.after(request, response)
    },
  }
}

/** Closes the connection of some creates after the server has created the resources. */
const losing = (isLost: (url: string, index: number) => boolean) => (): Front => {
  let count = 0
  return {
    after: ({ method, url }, response) => {
      if (method !== 'POST' || url.includes('.search') || response.status >= 300) return response
      count += 1
      return isLost(url, count) ? 'lost' : response
    },
  }
}

const STRANGE = ['.', '..', 'a/b', '%2e%2e', 'x'.repeat(6000), 'a?b', 'a#b', ' ', 'é\u0001', 'null', '..%2f', 'a\\b']

const SERVERS: readonly HostileServer[] = [
  {
    name: 'loses every third response to a create',
    front: losing((_, index) => index % 3 === 0),
    leaves: 'nothing',
  },
  { name: 'loses the response to each Bulk request', front: losing((url) => url.includes('/Bulk')), leaves: 'nothing' },
  {
    name: 'returns an empty id and no location',
    front: () => ({
      after: ({ method }, response) => {
        if (!isCreated(method, response)) return response
        const { location: _location, ...headers } = response.headers
        return { ...response, headers, body: JSON.stringify({ ...JSON.parse(response.body), id: '' }) }
      },
    }),
    leaves: 'nothing',
  },
  {
    name: 'assigns strange ids',
    front: withIds((index) => `${STRANGE[index % STRANGE.length]}${index < STRANGE.length ? '' : index}`),
    leaves: 'named resources',
  },
  { name: 'assigns one of four ids', front: withIds((index) => `c${index % 4}`), leaves: 'named resources' },
  {
    name: 'assigns the id of a removed user to another one',
    front: (origin) => {
      const ids = disguise()
      let count = 0
      return {
        before: ids.before,
        after: async (request, response) => {
          const [, id] = /\/Users\/([\w-]+)$/.exec(request.url) ?? []
          if (request.method === 'DELETE' && response.status === 204 && id !== undefined && count < 20) {
            count += 1
            const created = await fetch(`${origin}/scim/v2/Users`, {
              method: 'POST',
              headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
              body: JSON.stringify({
                schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
                userName: `newcomer${count}@resident.example`,
                displayName: 'Newcomer',
              }),
            })
            ids.as(((await created.json()) as Named).id, id)
          }
          return ids.after(request, response)
        },
      }
    },
    leaves: 'nothing',
  },
]

/** Returns the resources of a store that a run created, and the others. */
async function contentOf(store: ReturnType<typeof memoryStore>): Promise<{ ours: Named[]; others: string[] }> {
  const all = (JSON.parse(await snapshot(store)) as Named[][]).flat()
  const isOurs = ({ userName, displayName }: Named): boolean => /rh[0-9a-z]{8}x/.test(`${userName} ${displayName}`)
  return { ours: all.filter(isOurs), others: all.filter((one) => !isOurs(one)).map((one) => JSON.stringify(one)) }
}

describe('a server that', () => {
  for (const { name, front, leaves } of SERVERS)
    it(`${name}: nothing of others is changed, and what is left is named`, async () => {
      const store = memoryStore()
      await fill(store, 3)
      const before = (await contentOf(store)).others
      await using server = await listenWatched(store)
      const { origin, pathname } = new URL(server.url)
      await using fronting = await frontingServer(origin, front(origin))
      const { result } = await rehearse({
        target: { url: fronting.url + pathname, token: TOKEN },
        schema: defaultSchema,
        seed: 1,
        timeout: 10_000,
        diagnose: false,
        selection: { checks: ['scim.create.*', 'scim.bulk.*', 'scim.delete.*', 'entra.create.*'] },
      })
      expect(result.checks.filter(({ outcome }) => outcome === 'error')).to.deep.equal([])
      const { ours, others } = await contentOf(store)
      expect(others.filter((one) => !one.includes('Newcomer'))).to.deep.equal(before)
      const newcomers = others.filter((one) => one.includes('Newcomer'))
      expect(newcomers.every((one) => one.includes('"displayName":"Newcomer"') && !one.includes('rhm'))).to.equal(true)
      if (name.includes('removed user')) expect(newcomers).to.have.lengthOf(20)
      const reasons = (result.leftovers ?? []).map(({ reason, location }) => `${reason} ${location}`)
      const unnamed = ours.filter(({ userName, displayName }) => {
        const shown = userName ?? displayName ?? ''
        return !reasons.some((reason) => reason.includes(shown))
      })
      expect(unnamed, reasons.join('\n')).to.deep.equal([])
      if (leaves === 'nothing') expect([ours, reasons]).to.deep.equal([[], []])
    })
})

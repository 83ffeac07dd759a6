import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { defaultSchema } from '../mocks/entra/index.ts'
import { answeringServer } from './support/answering-server.ts'

const LIST = { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] }
const NOT_FOUND = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: '404',
  detail: 'nothing is here',
}

/** A target that has no behaviour: it gives one answer, and another one to queries perhaps. */
interface Hollow {
  readonly says: string
  readonly answer: (method: string, path: string) => { readonly status: number; readonly body?: object }
  /** Checks that may pass, each with its reason. */
  readonly mayPass: Readonly<Record<string, string>>
}

const isList = (method: string, path: string): boolean =>
  method === 'GET' && /^\/(?:Users|Groups)\/?(?:\?|$)/.test(path)

const HOLLOW: readonly Hollow[] = [
  {
    says: 'answers 404 to everything but a list of nothing',
    answer: (method, path) => (isList(method, path) ? { status: 200, body: LIST } : { status: 404, body: NOT_FOUND }),
    mayPass: {},
  },
  { says: 'answers 200 {} to everything', answer: () => ({ status: 200, body: {} }), mayPass: {} },
  { says: 'answers 204 to everything', answer: () => ({ status: 204 }), mayPass: {} },
  { says: 'answers 501 to everything', answer: () => ({ status: 501 }), mayPass: {} },
  { says: 'answers a list of nothing to everything', answer: () => ({ status: 200, body: LIST }), mayPass: {} },
]

describe('a target without behaviour passes no check', () => {
  for (const { says, answer, mayPass } of HOLLOW)
    for (const dialect of ['legacy', 'flagged'] as const)
      it(`that ${says}, ${dialect}`, async () => {
        await using server = await answeringServer((request, response) => {
          request.resume()
          request.on('end', () => {
            const { status, body } = answer(request.method ?? '', request.url ?? '')
            response.writeHead(status, { 'content-type': 'application/scim+json' })
            response.end(body === undefined ? undefined : JSON.stringify(body))
          })
        })
        const { result } = await rehearse({
          target: { url: server.url, token: 'rehearsal' },
          schema: defaultSchema,
          dialect,
          seed: 1,
          timeout: 5000,
          patience: 200,
          diagnose: false,
          selection: { suites: ['entra', 'rfc7643', 'rfc7644'] },
        })
        const passed = result.checks.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id)
        expect(result.checks.filter(({ outcome }) => outcome === 'error')).to.deep.equal([])
        expect(passed.filter((id) => mayPass[id] === undefined)).to.deep.equal([])
      })
})

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

/** A target without behaviour: it has one response for all requests, and maybe another one for queries. */
interface Hollow {
  readonly says: string
  readonly answer: (method: string, path: string) => { readonly status: number; readonly body?: object }
  /** Checks that may pass, each with the reason. */
  readonly mayPass: Readonly<Record<string, string>>
}

const isList = (method: string, path: string): boolean =>
  method === 'GET' && /^\/(?:Users|Groups)\/?(?:\?|$)/.test(path)

const reasons = (reason: string, ids: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ids
      .trim()
      .split(/\s+/)
      .map((id) => [id, reason]),
  )

/** True for any responses in the form of SCIM, independently of their content. */
const FORM = reasons(
  'the form of the responses is correct',
  `entra.exchange.no-html entra.exchange.no-redirect scim.exchange.media-type scim.exchange.no-server-error scim.exchange.json-body
   scim.exchange.schemas-is-there scim.exchange.error-status scim.exchange.error-detail scim.exchange.id-is-string
   scim.exchange.list-total-is-number scim.exchange.list-totals scim.exchange.message-namespace scim.exchange.core-at-the-root
   scim.exchange.lists-are-arrays scim.exchange.no-password scim.exchange.bulk-fail-on-errors scim.media-type.accept-json
   scim.media-type.default`,
)
/** True for a target that has nothing and says so. */
const NOTHING = reasons(
  'a query without a match gets a correct response, and this target has no matches',
  `entra.probe entra.probe.list-response entra.probe.plus-for-blanks entra.probe.by-external-id entra.probe.repeated
   entra.group.probe entra.http.no-user-agent entra.recovery.burst scim.paging.count-zero scim.paging.negative-count
   scim.query.targets scim.query.unknown-parameter scim.sort.unsupported scim.filter.unsupported`,
)
/** Allowed responses of a target without a feature. */
const ABSENT = reasons(
  'a missing feature is rejected, or its endpoint responds',
  'scim.me.answer scim.endpoint.no-message-schemas scim.query.targets scim.query.unknown-parameter scim.sort.unsupported',
)
const UNKNOWN = reasons(
  'an unknown id is answered 404',
  'scim.read.unknown-id scim.delete.unknown-id scim.group.unknown-id scim.error.unknown-resource',
)

const HOLLOW: readonly Hollow[] = [
  {
    says: 'answers 404 to everything except lists, which are empty',
    answer: (method, path) => (isList(method, path) ? { status: 200, body: LIST } : { status: 404, body: NOT_FOUND }),
    mayPass: { ...FORM, ...NOTHING, ...ABSENT, ...UNKNOWN },
  },
  {
    says: 'answers 200 {} to everything',
    answer: () => ({ status: 200, body: {} }),
    mayPass: {
      ...FORM,
      ...ABSENT,
      ...reasons(
        'every request is answered 200, with or without the headers',
        'entra.http.no-user-agent entra.recovery.burst',
      ),
    },
  },
  { says: 'answers 204 to everything', answer: () => ({ status: 204 }), mayPass: { ...FORM, ...ABSENT } },
  { says: 'answers 501 to everything', answer: () => ({ status: 501 }), mayPass: { ...FORM, ...ABSENT } },
  {
    says: 'answers an empty list to everything',
    answer: () => ({ status: 200, body: LIST }),
    mayPass: {
      ...FORM,
      ...NOTHING,
      ...ABSENT,
      ...reasons('the list is the same with parameters', 'scim.discovery.ignores-parameters'),
      ...reasons('the answer is a ListResponse without nulls', 'entra.exchange.schemas-readable'),
    },
  },
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

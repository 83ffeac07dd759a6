import { expect } from 'chai'
import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpResponse, TransportError } from '../../mocks/transport/index.ts'
import { createCases } from './defects/create-cases.ts'
import { create, type DiagnosisCase, ENTRA_HEADERS, onUser, query } from './defects/diagnosis-case.ts'
import { diagnosisOf } from './defects/diagnosis-of.ts'
import type { Call, Reaction } from './defects/faulty-server.ts'
import { headerCases } from './defects/header-cases.ts'
import { memberCases } from './defects/member-cases.ts'
import { operationCases } from './defects/operation-cases.ts'
import { pathCases } from './defects/path-cases.ts'
import { queryCases } from './defects/query-cases.ts'
import { diagnose } from './index.ts'

const cases: readonly DiagnosisCase[] = [
  ...operationCases,
  ...pathCases,
  ...memberCases,
  ...headerCases,
  ...createCases,
  ...queryCases,
]

describe('a diagnosis', () => {
  for (const one of cases)
    it(`names the point: ${one.name}${one.bug === undefined ? '' : ` (${one.bug})`}`, async () => {
      const { diagnosis, given } = await diagnosisOf(one)
      const summary = one.summary.replaceAll('OTHER', given.other.id).replaceAll('USER', given.user.id)
      expect(diagnosis?.summary, JSON.stringify(diagnosis, undefined, 2)).to.equal(summary)
      if (one.right !== undefined) expect(diagnosis?.right).to.equal(one.right)
    })

  it('sends a PATCH only to the same URL, creates with unique names, and sends few of both', async () => {
    for (const one of cases) {
      const { diagnosis, sent, url, given } = await diagnosisOf(one)
      const { path: at, method = 'GET' } = one.request(given)
      const names = new Set<unknown>()
      for (const request of sent) {
        expect(request.method).to.equal(method)
        if (method !== 'GET') expect(request.url).to.equal(`${url}${at}`)
        expect(request.url.startsWith(`${url}/`)).to.equal(true)
        if (method !== 'POST') continue
        const { userName, displayName } = JSON.parse(request.body ?? '')
        const name = userName ?? displayName
        expect(names.has(name), `${one.name}: ${name}`).to.equal(false)
        names.add(name)
      }
      expect(diagnosis?.tried.length, one.name).to.be.at.most(17)
    }
  })

  it('says if a failure is not reproducible', async () => {
    const { diagnosis } = await diagnosisOf({
      name: '',
      defect: onceRefused(),
      request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }),
      summary: '',
    })
    expect(diagnosis?.summary).to.equal('not reproducible: sent again, the same PATCH works')
    expect(diagnosis?.tried).to.have.length(1)
  })

  it('says if a name was already in use', async () => {
    const { diagnosis } = await diagnosisOf({
      name: '',
      request: create({ userName: 'first@contoso.com' }),
      summary: '',
    })
    expect(diagnosis?.summary).to.match(/^another name works/)
  })

  it('has no conclusion for rejected credentials, or a target that is gone', async () => {
    const refused = await diagnosisOf({
      name: '',
      defect: () => ({ status: 401 }),
      request: query('/Users'),
      summary: '',
    })
    expect(refused.diagnosis).to.equal(undefined)
    let requests = 0
    const gone = await diagnosisOf({
      name: '',
      defect: ({ method }) => {
        requests += 1
        return method === 'PATCH' || requests > 2 ? 'close' : undefined
      },
      request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }),
      summary: '',
    })
    expect(gone.diagnosis).to.equal(undefined)
  })

  it('has no conclusion for an accepted PATCH whose effect cannot be read', async () => {
    const { diagnosis } = await diagnosisOf({
      name: '',
      defect: ({ method, path: at }) => (method === 'GET' && at.startsWith('/Users/') ? { status: 500 } : undefined),
      request: onUser({ op: 'Replace', path: 'title', value: 'Boss' }),
      summary: '',
    })
    expect(diagnosis).to.equal(undefined)
  })
  it('survives a target that returns any JSON for any request', async () => {
    const json = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>,
      fc.constantFrom<JsonValue>(
        null,
        { id: '../..' },
        { id: '\ud800', detail: 7 },
        { detail: 'title ( [ is wrong', scimType: {} },
        { totalResults: '1', Resources: [null, 1, {}] },
        JSON.parse('{"__proto__": [], "emails": null, "members": {"value": []}}') as JsonObject,
      ),
    )
    const text = fc.oneof(
      json.map((value) => JSON.stringify(value)),
      fc.string(),
      fc.constant('['.repeat(10_000)),
    )
    const answer = fc.oneof(
      { weight: 9, arbitrary: fc.record({ status: fc.constantFrom(200, 201, 204, 400, 404, 409, 500), body: text }) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    )
    const requests = cases.map((one) => one.request({ user: { id: 'u' }, other: { id: 'o' }, group: { id: 'g' } }))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...requests),
        fc.array(answer, { minLength: 1 }),
        fc.boolean(),
        async (one, answers, readBack) => {
          let index = 0
          const next = (): Promise<{ response: HttpResponse; exchange: string }> => {
            const response = answers[index % answers.length]
            index += 1
            if (response === undefined) return Promise.reject(new TransportError('reset', 'closed'))
            return Promise.resolve({ response: { headers: { location: 'http://[' }, ...response }, exchange: 'x' })
          }
          const { json: body, path: at, method = 'GET' } = one
          const request = {
            method,
            url: `https://scim.example/scim/v2${at}`,
            headers: ENTRA_HEADERS,
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }
          const diagnosis = await diagnose({ request, readBack }, { send: next, get: next, unique: () => `k${index}` })
          expect(diagnosis?.summary).to.not.equal('')
          expect(index).to.be.below(90)
        },
      ),
      { numRuns: 300 },
    )
  })
})

function onceRefused(): (call: Call) => Reaction | undefined {
  let isFirst = true
  return ({ method }) => {
    const isRefused = method === 'PATCH' && isFirst
    if (method === 'PATCH') isFirst = false
    return isRefused ? { status: 503 } : undefined
  }
}

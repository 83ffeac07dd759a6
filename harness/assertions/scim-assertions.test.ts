import { expect as plain } from 'chai'
import { asViolation } from '../judge/violation.ts'
import { ScimResponse } from '../scim/response.ts'
import { expect } from './scim-assertions.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

function response(status: number, body: unknown = ''): ScimResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new ScimResponse(
    { method: 'GET', url: 'http://host/scim/Users', headers: {} },
    { status, headers: {}, body: text },
    'x1',
  )
}

/** Each assertion with a response that satisfies it, one that does not, and the resulting message. */
const WORDS: readonly (readonly [
  word: string,
  judge: (answer: ScimResponse) => unknown,
  right: ScimResponse,
  wrong: ScimResponse,
  message: RegExp,
])[] = [
  [
    'status',
    (answer) => expect(answer).to.have.status(200, 204),
    response(204),
    response(500),
    /GET \/scim\/Users answered 500; expected 200 or 204/,
  ],
  [
    'fit',
    (answer) => expect(answer.status, 'its status').to.fit(Number.isSafeInteger, 'a whole number'),
    response(204),
    response(204.5),
    /its status: expected 204\.5 to be a whole number/,
  ],
  [
    'answered',
    (answer) => expect({ status: answer.status, text: answer.text }, 'the POST').to.be.answered(409, [200, 299]),
    response(204),
    response(400, { detail: 'no' }),
    /^the POST was answered 400 "no"; expected 409 or 2xx$/,
  ],
  [
    'answered, of a response',
    (answer) => expect(answer, 'the first page').to.be.answered(200),
    response(200),
    response(404),
    /^the first page: GET \/scim\/Users answered 404; expected 200$/,
  ],
  ['success', (answer) => expect(answer).to.be.success(), response(201), response(302), /answered 302; expected 2xx/],
  [
    'refused',
    (answer) => expect(answer).to.be.refused(),
    response(400),
    response(500),
    /answered 500; expected an error \(4xx\)/,
  ],
  [
    'refused',
    (answer) => expect(answer).to.be.refused(),
    response(499),
    response(501),
    /answered 501; expected an error \(4xx\)/,
  ],
  [
    'scimError',
    (answer) => expect(answer).to.be.scimError(409, 'uniqueness'),
    response(409, { scimType: 'uniqueness' }),
    response(409, { schemas: [ERROR] }),
    /answered 409 without scimType; expected 409 with scimType uniqueness/,
  ],
  [
    'scimError status',
    (answer) => expect(answer).to.be.scimError([400, 409]),
    response(409),
    response(404),
    /answered 404; expected 400 or 409/,
  ],
  [
    'scimResource User',
    (answer) => expect(answer).to.be.scimResource('User'),
    response(200, { schemas: [USER], id: '1', userName: 'a' }),
    response(200, { schemas: [USER], id: 1, userName: 'a' }),
    /answered 200 with an invalid User: id must be a string/,
  ],
  [
    'scimResource active',
    (answer) => expect(answer).to.be.scimResource('User'),
    response(200, { schemas: [USER], id: '1', userName: 'a', emails: null }),
    response(200, { schemas: [USER], id: '1', userName: 'a', active: 'True' }),
    /active/,
  ],
  [
    'scimResource Error',
    (answer) => expect(answer).to.be.scimResource('Error'),
    response(404, { schemas: [ERROR], status: '404' }),
    response(404, { schemas: [ERROR], status: 404 }),
    /status must be a string/,
  ],
  [
    'scimList',
    (answer) => expect(answer).to.be.scimList(0),
    response(200, { schemas: [LIST], totalResults: 0 }),
    response(200, { schemas: [LIST], totalResults: 2 }),
    /answered 200 with totalResults 2; expected 0/,
  ],
  [
    'scimList of a bare array',
    (answer) => expect(answer).to.be.scimList(),
    response(200, { schemas: [LIST], totalResults: 0 }),
    response(200, []),
    /answered 200 with an invalid ListResponse: the body must be an object/,
  ],
]

describe('the assertions of SCIM', () => {
  for (const [word, judge, right, wrong, message] of WORDS) {
    it(`${word} passes for the correct response, and describes the fault of the other`, () => {
      plain(() => judge(right)).to.not.throw()
      plain(() => judge(wrong)).to.throw(message)
    })
  }

  it('show lists in full, if they differ at the end', () => {
    plain(() => expect(['rhm01', 'rhm02', 'rhm03']).to.deep.equal(['rhm01', 'rhm03', 'rhm02'])).to.throw(
      "expected [ 'rhm01', 'rhm02', 'rhm03' ] to deeply equal [ 'rhm01', 'rhm03', 'rhm02' ]",
    )
  })

  it('say that no request was sent, if there is no response', () => {
    plain(() => expect(undefined, 'the PATCH').to.be.answered(200)).to.throw('the PATCH was not sent; expected 200')
  })

  it('accept only responses: anything else is a fault of the check', () => {
    plain(() => expect({ status: 200 }).to.have.status(200)).to.throw(TypeError)
    plain(() => expect({ status: 200 }).to.be.answered(200)).to.throw(TypeError)
  })

  it('treat bodies that are not objects as findings, not as internal errors', () => {
    const page = '<html><title>Sign in</title>'
    plain(() => response(200, page).resource).to.throw(
      'expected a JSON object in the body, got a page (HTML: "Sign in")',
    )
    plain(() => response(500, page).resource).to.throw(/500 \(HTML: "Sign in"\); expected .*, got a page of HTML$/)
    plain(() => response(200, { id: 7 }).id).to.throw(/expected a non-empty string id, got \{"id":7\}/)
  })
})

describe('the expectation of a failed assertion, for a program', () => {
  const response = (status: number, body = '{}'): ScimResponse =>
    new ScimResponse({ method: 'GET', url: 'http://host/Users', headers: {} }, { status, headers: {}, body }, 'x7')
  const expectationOf = (assertion: () => unknown): unknown => {
    try {
      assertion()
    } catch (error) {
      return asViolation(error)?.expectation
    }
    return 'nothing failed'
  }

  it('is the status, its class, or the type of the error', () => {
    expect(expectationOf(() => expect(response(200)).to.have.status(201, 204))).to.deep.equal({
      statuses: ['201', '204'],
    })
    expect(expectationOf(() => expect(response(500)).to.be.success())).to.deep.equal({ statuses: ['2xx'] })
    expect(expectationOf(() => expect(response(200)).to.be.refused({ notImplemented: true }))).to.deep.equal({
      statuses: ['4xx', '501'],
    })
    expect(expectationOf(() => expect(response(404)).to.be.scimError([400, 409], 'uniqueness'))).to.deep.equal({
      statuses: ['400', '409'],
      scimTypes: ['uniqueness'],
    })
  })

  it('is undefined if the assertion is negated', () => {
    expect(expectationOf(() => expect(response(200)).to.not.have.status(200))).to.equal(undefined)
    expect(expectationOf(() => expect(response(200)).to.not.be.success())).to.equal(undefined)
  })
})

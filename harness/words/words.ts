import { config, use } from 'chai'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import type { Expectation } from '../../reports/index.ts'
import { ScimResponse } from '../scim/response.ts'
import { departures } from './validator.ts'

declare global {
  namespace Chai {
    interface Assertion {
      /** The value passes a test, which is told in words: `fit(Number.isInteger, 'a whole number')`. */
      fit(test: (value: unknown) => boolean, what: string): Assertion
      /** The response has one of these HTTP statuses. */
      status(...codes: number[]): Assertion
      /** The response has a status from 200 to 299. */
      success(): Assertion
      /** The response has a status from 400 to 499, or one of 500 to 501 where `notImplemented` is allowed. */
      refused(options?: { notImplemented?: boolean }): Assertion
      /** The response has this status (or one of these) and, where given, an Error body with this scimType (or one of these). */
      scimError(status: number | readonly number[], scimType?: string | readonly string[]): Assertion
      /** The body conforms to the JSON Schema of `User`, `Group`, `ListResponse`, `Error`, … */
      scimResource(name: string): Assertion
      /** The body is a valid ListResponse, with so many totalResults where given. */
      scimList(totalResults?: number): Assertion
    }
  }
}

const responseOf = (value: unknown, word: string): ScimResponse => {
  if (value instanceof ScimResponse) return value
  throw new TypeError(`${word} judges a ScimResponse`)
}
/** Has a failing assertion say which exchange it is about, and what it expected of it. */
const citing = (value: unknown, assertion: () => void, expectation?: Expectation): void => {
  try {
    assertion()
  } catch (error) {
    if (value instanceof ScimResponse && error instanceof Error)
      Object.assign(error, { exchange: value.exchange, ...(expectation === undefined ? {} : { expectation }) })
    throw error
  }
}
const among = (values: readonly (number | string)[]): string => values.join(' or ')
const asArray = <Value>(value: Value | readonly Value[]): readonly Value[] =>
  Array.isArray(value) ? value : [value as Value]

const plugin: Chai.ChaiPlugin = (chai) => {
  const { Assertion } = chai
  /** What a program can hold another answer against; a negated assertion says only what is wrong. */
  const unlessNegated = (assertion: Chai.AssertionStatic, expectation: Expectation): Expectation | undefined =>
    chai.util.flag(assertion, 'negate') === true ? undefined : expectation

  Assertion.addMethod('fit', function (this: Chai.AssertionStatic, test: (value: unknown) => boolean, what: string) {
    this.assert(test(this._obj), `expected #{this} to be ${what}`, `expected #{this} not to be ${what}`)
  })

  Assertion.addMethod('status', function (this: Chai.AssertionStatic, ...codes: number[]) {
    const response = responseOf(this._obj, 'status')
    citing(
      response,
      () =>
        this.assert(
          codes.includes(response.status),
          `expected status ${among(codes)}: ${response.describe()}`,
          `expected another status than ${among(codes)}: ${response.describe()}`,
          among(codes),
          response.status,
        ),
      unlessNegated(this, { statuses: codes.map(String) }),
    )
  })

  Assertion.addMethod('success', function (this: Chai.AssertionStatic) {
    const response = responseOf(this._obj, 'success')
    const told = response.describe()
    citing(
      response,
      () =>
        this.assert(
          response.isSuccess,
          `expected success: ${told}`,
          `expected no success: ${told}`,
          '2xx',
          response.status,
        ),
      unlessNegated(this, { statuses: ['2xx'] }),
    )
  })

  Assertion.addMethod('refused', function (this: Chai.AssertionStatic, options: { notImplemented?: boolean } = {}) {
    const response = responseOf(this._obj, 'refused')
    const isRefused =
      (response.status >= 400 && response.status < 500) || (options.notImplemented === true && response.status === 501)
    const told = response.describe()
    citing(
      response,
      () =>
        this.assert(isRefused, `expected a refusal: ${told}`, `expected no refusal: ${told}`, '4xx', response.status),
      unlessNegated(this, { statuses: options.notImplemented === true ? ['4xx', '501'] : ['4xx'] }),
    )
  })

  Assertion.addMethod(
    'scimError',
    function (this: Chai.AssertionStatic, status: number | readonly number[], scimType?: string | readonly string[]) {
      const response = responseOf(this._obj, 'scimError')
      const statuses = asArray(status)
      const types = scimType === undefined ? undefined : asArray(scimType)
      const actualType = isJsonObject(response.body) ? response.body['scimType'] : undefined
      const holds = statuses.includes(response.status) && (types === undefined || types.includes(String(actualType)))
      const wanted = `${among(statuses)}${types === undefined ? '' : ` ${among(types)}`}`
      const came = `${response.status}${typeof actualType === 'string' ? ` ${actualType}` : types === undefined ? '' : ' without scimType'}`
      citing(
        response,
        () =>
          this.assert(
            holds,
            `expected error ${wanted}: ${response.describe()}`,
            `expected no error ${wanted}: ${response.describe()}`,
            wanted,
            came,
          ),
        unlessNegated(this, {
          statuses: statuses.map(String),
          ...(types === undefined ? {} : { scimTypes: types }),
        }),
      )
    },
  )

  Assertion.addMethod('scimResource', function (this: Chai.AssertionStatic, name: string) {
    const value: unknown = this._obj
    const body = value instanceof ScimResponse ? value.body : value
    const source = value instanceof ScimResponse ? `: ${value.describe()}` : ''
    const faults = departures(body, name)
    citing(value, () =>
      this.assert(
        faults.length === 0,
        `expected a valid ${name}, but ${faults.join('; ')}${source}`,
        `expected no valid ${name}${source}`,
        `a valid ${name}`,
        faults.join('; '),
      ),
    )
  })

  Assertion.addMethod('scimList', function (this: Chai.AssertionStatic, totalResults?: number) {
    const response = responseOf(this._obj, 'scimList')
    new Assertion(response).to.have.status(200)
    new Assertion(response).to.be.scimResource('ListResponse')
    const total = response.resource['totalResults']
    if (totalResults === undefined) return
    citing(
      response,
      () =>
        this.assert(
          total === totalResults,
          `expected totalResults ${totalResults}, got ${total}: ${response.describe()}`,
          `expected other totalResults than ${totalResults}`,
          totalResults,
          total,
        ),
      unlessNegated(this, {
        members: [{ path: 'totalResults', relation: 'is', values: [totalResults] }],
        shownBy: 'answer',
      }),
    )
  })
}

// Whoever reads a finding needs the values; chai would write "[ Array(2) ]" past 40 characters.
config.truncateThreshold = 600

/** Chai's `expect` with the words of SCIM. */
export const expect: Chai.ExpectStatic = use(plugin).expect

import { config, use } from 'chai'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import type { Expectation } from '../../reports/index.ts'
import { ScimResponse } from '../scim/response.ts'
import { type Answer, answerOf } from './answer-of.ts'
import { keepParts } from './assertion-parts.ts'
import { schemaViolations } from './schema-violations.ts'
import { showValue } from './show-value.ts'

declare global {
  namespace Chai {
    interface Assertion {
      /** Asserts that the value passes a test with a description: `fit(Number.isInteger, 'a whole number')`. */
      fit(test: (value: unknown) => boolean, what: string): Assertion
      /** Asserts that the response has one of these HTTP statuses. */
      status(...codes: number[]): Assertion
      /**
       * Asserts that a response has one of these HTTP statuses, for any client that sent the request; a pair is a
       * range. The label names the request.
       */
      answered(...statuses: (number | readonly [from: number, to: number])[]): Assertion
      /** Asserts that the response has a status from 200 to 299. */
      success(): Assertion
      /** Asserts that the response has a status from 400 to 499, or 501 if `notImplemented` is allowed. */
      refused(options?: { notImplemented?: boolean }): Assertion
      /**
       * Asserts that the response has this status (or one of these) and, if given, an Error body with this scimType (or
       * one of these).
       */
      scimError(status: number | readonly number[], scimType?: string | readonly string[]): Assertion
      /** Asserts that the body conforms to the JSON Schema of `User`, `Group`, `ListResponse`, `Error`, … */
      scimResource(name: string): Assertion
      /** Asserts that the body is a valid ListResponse, with this totalResults if given. */
      scimList(totalResults?: number): Assertion
    }
  }
}

const responseOf = (value: unknown, word: string): ScimResponse => {
  if (value instanceof ScimResponse) return value
  throw new TypeError(`${word} judges a ScimResponse`)
}
const answerIn = (value: unknown): Answer => {
  // If a check sent nothing, there could be no response.
  if (value === undefined) return { status: 0, text: '' }
  const { status, text } = (value ?? {}) as Partial<Answer>
  if (typeof status === 'number' && typeof text === 'string') return { status, text }
  throw new TypeError('answered judges a response')
}
function answeredSentence(value: unknown, answer: Answer, label: string | undefined): string {
  const what = label ?? 'the request'
  if (answer.status === 0) return `${what} was not sent`
  if (!(value instanceof ScimResponse)) return `${what} was answered ${answerOf(answer)}`
  return label === undefined || PLAIN_REQUEST.test(label)
    ? value.describeAnswer()
    : `${label}: ${value.describeAnswer()}`
}
/** Adds to a failing assertion the exchange that it is about and its expectation. */
const citing = (value: unknown, assertion: () => void, expectation?: Expectation): void => {
  try {
    assertion()
  } catch (error) {
    if (value instanceof ScimResponse && error instanceof Error)
      Object.assign(error, { exchange: value.exchange, ...(expectation === undefined ? {} : { expectation }) })
    throw error
  }
}
const among = (values: readonly (number | string)[]): string =>
  values.length < 3 ? values.join(' or ') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
/** Returns `2xx` for 200 to 299. */
function statusRange([from, to]: readonly [from: number, to: number]): string {
  if (from === 100) return `a status below ${to + 1}`
  return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from} to ${to}`
}
/** Matches a label that only repeats the request line. */
const PLAIN_REQUEST = /^the (?:POST|PUT|PATCH|GET|DELETE|query|request)$/
const asArray = <Value>(value: Value | readonly Value[]): readonly Value[] =>
  Array.isArray(value) ? value : [value as Value]

const plugin: Chai.ChaiPlugin = (chai, utils) => {
  const { Assertion } = chai
  keepParts(chai, utils)
  /** Returns the expectation for a program that judges another response; undefined for a negated assertion. */
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
          `${response.describeAnswer()}; expected ${among(codes)}`,
          `${response.describeAnswer()}; expected a status other than ${among(codes)}`,
          among(codes),
          response.status,
        ),
      unlessNegated(this, { statuses: codes.map(String) }),
    )
  })

  Assertion.addMethod(
    'answered',
    function (this: Chai.AssertionStatic, ...statuses: (number | readonly [from: number, to: number])[]) {
      const answer = answerIn(this._obj)
      const label: unknown = utils.flag(this, 'message')
      // The label is the sentence's subject.
      utils.flag(this, 'message', undefined)
      const wanted = among(statuses.map((one) => (typeof one === 'number' ? one : statusRange(one))))
      const sentence = answeredSentence(this._obj, answer, typeof label === 'string' ? label : undefined)
      citing(this._obj, () =>
        this.assert(
          statuses.some((one) =>
            typeof one === 'number' ? one === answer.status : answer.status >= one[0] && answer.status <= one[1],
          ),
          `${sentence}; expected ${wanted}`,
          `${sentence}; expected a status other than ${wanted}`,
          wanted,
          answer.status,
        ),
      )
    },
  )

  Assertion.addMethod('success', function (this: Chai.AssertionStatic) {
    const response = responseOf(this._obj, 'success')
    const answer = response.describeAnswer()
    citing(
      response,
      () =>
        this.assert(
          response.isSuccess,
          `${answer}; expected 2xx`,
          `${answer}; expected a status other than 2xx`,
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
    const answer = response.describeAnswer()
    citing(
      response,
      () =>
        this.assert(
          isRefused,
          `${answer}; expected an error (4xx)`,
          `${answer}; expected a status other than 4xx`,
          '4xx',
          response.status,
        ),
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
      const answer = `${response.describeAnswer()}${types !== undefined && typeof actualType !== 'string' ? ' without scimType' : ''}`
      citing(
        response,
        () =>
          this.assert(
            holds,
            `${answer}; expected ${among(statuses)}${types === undefined ? '' : ` with scimType ${among(types)}`}`,
            `${answer}; expected another error`,
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
    const answer = value instanceof ScimResponse ? `${value.describeAnswer()} with` : 'the body is'
    const noun = `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
    const faults = schemaViolations(body, name)
    citing(value, () =>
      this.assert(
        faults.length === 0,
        `${answer} an invalid ${name}: ${faults.join('; ')}`,
        `${answer} ${noun}; expected something else`,
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
          `${response.describeAnswer()} with totalResults ${showValue(total)}; expected ${totalResults}`,
          `${response.describeAnswer()} with totalResults ${totalResults}; expected another number`,
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

// A reader of a finding needs the values; chai would write "[ Array(2) ]" for more than 40 characters.
config.truncateThreshold = 600

/** Chai's `expect` with the assertions of SCIM. */
export const expect: Chai.ExpectStatic = use(plugin).expect

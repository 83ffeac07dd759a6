import { defineInvariant, type Invariant, type ObservedExchange } from '../../harness/index.ts'
import {
  BULK_RESPONSE_MESSAGE,
  ERROR_MESSAGE,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../mocks/protocol/index.ts'

const isJob = ({ method, path, status, body }: ObservedExchange): boolean =>
  method === 'POST' && /^\/Bulk\/?$/i.test(path) && status === 200 && isJsonObject(body)

const operationsIn = (body: JsonValue | undefined): JsonObject[] => {
  const listed = isJsonObject(body) ? body['Operations'] : undefined
  return Array.isArray(listed) ? listed.filter(isJsonObject) : []
}

/**
 * Returns the status of a result: a string, a number, or the code of an object (RFC 7644 §3.7 defines the object and
 * shows the string in its examples).
 */
const codeOf = ({ status }: JsonObject): string => String(isJsonObject(status) ? status['code'] : status)
const isFailure = (result: JsonObject): boolean => /^[345]\d\d$/.test(codeOf(result))

type Holds = (result: JsonObject, expect: Chai.ExpectStatic, asked: readonly JsonObject[]) => void

/** Defines an invariant over the results of bulk requests that satisfy `of`. */
function overResults(
  rule: Pick<Invariant, 'id' | 'title' | 'requirements'>,
  of: (result: JsonObject) => boolean,
  holds: Holds,
): Invariant {
  return defineInvariant({
    ...rule,
    when: (exchange) => isJob(exchange) && operationsIn(exchange.body).some(of),
    holds: ({ body, requestBody }, expect) => {
      for (const result of operationsIn(body).filter(of)) holds(result, expect, operationsIn(requestBody))
    },
  })
}

/** Checks that the response to a bulk request has the BulkResponse schema (RFC 7644 §3.7). */
export const answerIsNamed: Invariant = defineInvariant({
  id: 'scim.exchange.bulk-schemas',
  title: 'The response to a bulk request has the BulkResponse schema',
  requirements: ['rfc7644-3.7-02'],
  when: isJob,
  holds: ({ body }, expect) =>
    void expect(isJsonObject(body) ? body['schemas'] : undefined, 'schemas').to.deep.equal([BULK_RESPONSE_MESSAGE]),
})

/** Checks that failOnErrors, which belongs only to requests, is in no response (RFC 7644 §3.7). */
export const noFailOnErrors: Invariant = defineInvariant({
  id: 'scim.exchange.bulk-fail-on-errors',
  title: 'The response to a bulk request has no failOnErrors',
  requirements: ['rfc7644-3.7-04'],
  when: isJob,
  holds: ({ body }, expect) => void expect(body, 'the response').to.not.have.property('failOnErrors'),
})

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Checks that each result names the method of its operation (RFC 7644 §3.7). */
export const methodIsNamed: Invariant = overResults(
  {
    id: 'scim.exchange.bulk-method',
    title: 'Each result of a bulk request has the method of its operation',
    requirements: ['rfc7644-3.7-24'],
  },
  () => true,
  ({ method, bulkId }, expect, asked) => {
    // An operation with an invalid method has no method to name.
    if (!asked.every((operation) => METHODS.some((one) => one === operation['method']))) return
    expect(method, 'method of a result').to.be.oneOf([...METHODS])
    const own = bulkId === undefined ? [] : asked.filter((operation) => operation['bulkId'] === bulkId)
    if (own.length === 1) expect(method, `method of the result of ${String(bulkId)}`).to.equal(own[0]?.['method'])
  },
)

/** Checks the form of status in each result (RFC 7644 §3.7). */
export const statusIsString: Invariant = overResults(
  {
    id: 'scim.exchange.bulk-status',
    title: 'The status of each bulk result is a string of three digits, or an object with such a code',
    requirements: ['rfc7644-3.7.3-03'],
  },
  () => true,
  ({ status }, expect) => {
    const code = isJsonObject(status) ? status['code'] : status
    expect(code, 'status of a result')
      .to.be.a('string')
      .that.matches(/^[1-5]\d\d$/)
  },
)

/** Checks that each result has a location, except for a POST that failed (RFC 7644 §3.7). */
export const locationIsPresent: Invariant = overResults(
  {
    id: 'scim.exchange.bulk-location',
    title: 'Each result of a bulk request has a location, except a failed POST',
    requirements: ['rfc7644-3.7-12'],
  },
  (result) => typeof result['method'] === 'string' && !(result['method'] === 'POST' && !/^2/.test(codeOf(result))),
  ({ location, method }, expect) =>
    void expect(location, `location of the result of a ${String(method)}`).to.be.a('string').that.is.not.empty,
)

/** Checks that each failed operation has a response with an Error (RFC 7644 §3.7). */
export const failureIsReported: Invariant = overResults(
  {
    id: 'scim.exchange.bulk-response',
    title: 'Each failure of a bulk request has a response with a SCIM Error of the same status',
    requirements: ['rfc7644-3.7-13'],
  },
  isFailure,
  (result, expect) => {
    const { response } = result
    expect(response, 'response of a failure').to.be.an('object')
    const { schemas, status } = isJsonObject(response) ? response : {}
    expect(schemas, 'schemas of the response').to.be.an('array').that.includes(ERROR_MESSAGE)
    expect(String(status), 'status of the response').to.equal(codeOf(result))
  },
)

/** Checks that each failed operation has an explanation. */
export const failureIsExplained: Invariant = overResults(
  {
    id: 'scim.exchange.bulk-detail',
    title: 'Each failure of a bulk request has an explanation: detail of its response or description of its status',
    requirements: ['rfc7644-3.7.3-04'],
  },
  isFailure,
  ({ response, status }, expect) => {
    const detail = isJsonObject(response) ? response['detail'] : undefined
    const description = isJsonObject(status) ? status['description'] : undefined
    expect(detail ?? description, 'the explanation of a failure').to.be.a('string').that.is.not.empty
  },
)

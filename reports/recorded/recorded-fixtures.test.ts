import { Ajv } from 'ajv'
import { expect } from 'chai'
import { runReporter } from '../fixtures/run-reporter.ts'
import { hoverflyReporter } from '../hoverfly/hoverfly-reporter.ts'
import type { Exchange } from '../model/index.ts'
import { wiremockReporter } from '../wiremock/wiremock-reporter.ts'
import { answersByCause } from './recorded-answers.ts'

const MATCHERS = {
  type: 'array',
  items: {
    type: 'object',
    required: ['matcher', 'value'],
    properties: { matcher: { enum: ['exact', 'json'] }, value: { type: 'string' } },
    additionalProperties: false,
  },
}
const STATE = { type: 'object', additionalProperties: { type: 'string' } }
/**
 * Members and types of a v5 simulation that this reporter writes, from SpectoLabs/hoverfly
 * core/handlers/v2/schema.json; unknown ones are rejected.
 */
const HOVERFLY = {
  type: 'object',
  required: ['data', 'meta'],
  additionalProperties: false,
  properties: {
    meta: {
      type: 'object',
      required: ['schemaVersion'],
      properties: { schemaVersion: { const: 'v5' } },
      additionalProperties: false,
    },
    data: {
      type: 'object',
      additionalProperties: false,
      properties: {
        globalActions: { type: 'object' },
        pairs: {
          type: 'array',
          items: {
            type: 'object',
            required: ['request', 'response'],
            additionalProperties: false,
            properties: {
              request: {
                type: 'object',
                additionalProperties: false,
                properties: {
                  path: MATCHERS,
                  method: MATCHERS,
                  destination: MATCHERS,
                  scheme: MATCHERS,
                  body: MATCHERS,
                  query: { type: 'object', additionalProperties: MATCHERS },
                  requiresState: STATE,
                },
              },
              response: {
                type: 'object',
                additionalProperties: false,
                properties: {
                  status: { type: 'integer' },
                  body: { type: 'string' },
                  encodedBody: { type: 'boolean' },
                  templated: { type: 'boolean' },
                  transitionsState: STATE,
                  headers: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
                },
              },
            },
          },
        },
      },
    },
  },
}
/**
 * The same for stub mappings, from wiremock/wiremock src/main/resources/swagger/schemas/stub-mapping.yaml and the
 * files that it names.
 */
const WIREMOCK = {
  type: 'object',
  required: ['mappings'],
  additionalProperties: false,
  properties: {
    mappings: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['request', 'response'],
        properties: {
          name: { type: 'string' },
          scenarioName: { type: 'string' },
          requiredScenarioState: { type: 'string' },
          newScenarioState: { type: 'string' },
          request: {
            type: 'object',
            additionalProperties: false,
            properties: {
              method: { type: 'string', pattern: '^[A-Z]+$' },
              url: { type: 'string', pattern: '^/' },
              bodyPatterns: {
                type: 'array',
                items: {
                  type: 'object',
                  minProperties: 1,
                  maxProperties: 1,
                  additionalProperties: false,
                  properties: { equalTo: { type: 'string' }, equalToJson: { type: 'string' } },
                },
              },
            },
          },
          response: {
            type: 'object',
            additionalProperties: false,
            properties: { status: { type: 'integer' }, headers: { type: 'object' }, body: { type: 'string' } },
          },
        },
      },
    },
  },
}

function exchange(id: string, method: string, url: string, status: number, body: string, sent?: string): Exchange {
  return {
    id,
    cause: 'activity 1',
    leg: 'scim',
    startedDateTime: '2026-11-29T08:00:00.000Z',
    time: 1,
    request: {
      method,
      url: `https://host.example/scim${url}`,
      httpVersion: 'HTTP/1.1',
      headers: [],
      ...(sent === undefined ? {} : { body: sent }),
    },
    response: {
      status,
      headers: [
        { name: 'Content-Type', value: 'application/scim+json' },
        { name: 'Date', value: 'x' },
        { name: 'Link', value: 'a' },
        { name: 'Link', value: 'b' },
      ],
      body,
    },
  }
}
const TAPE = [
  exchange('x1', 'GET', '/Users?filter=userName+eq+%22jane%22', 200, '{"totalResults":0}'),
  exchange('x2', 'POST', '/Users', 201, '{"id":"7"}', '{"userName":"jane"}'),
  exchange('x3', 'GET', '/Users?filter=userName+eq+%22jane%22', 200, '{"totalResults":1}'),
  exchange('x4', 'DELETE', '/Users/7', 204, ''),
  exchange('x5', 'POST', '/Users', 400, '', 'not JSON'),
  exchange('x6', 'GET', '/Users', 0, ''),
]

const valid = (schema: object, text: string | undefined): unknown => {
  const value: unknown = JSON.parse(text ?? '')
  const validate = new Ajv({ allErrors: true }).compile(schema)
  expect(validate(value), JSON.stringify(validate.errors)).to.equal(true)
  return value
}

describe('fixtures from a recording', () => {
  it('have no response of which only the beginning was recorded, and are bounded', async () => {
    const cut = { ...exchange('y1', 'GET', '/Users/1', 200, '{"title":"x'), cut: { response: 2_000_000 } }
    const large = Array.from({ length: 40 }, (_, index) =>
      exchange(`z${index}`, 'GET', `/Groups/${index}`, 200, 'x'.repeat(1024 * 1024)),
    )
    const causes = await answersByCause({
      tape: async function* () {
        yield* [...TAPE, cut, ...large]
      },
    })
    const ids = (causes.get('activity 1') ?? []).map(({ id }) => id)
    expect(ids).to.include('x1').and.not.include('y1')
    expect(ids.filter((id) => id.startsWith('z'))).to.have.lengthOf(31)
  })

  it('are stub mappings of WireMock, which respond to a repeated request in turn', async () => {
    const { files } = await runReporter(wiremockReporter, { tape: TAPE })
    expect(Object.keys(files)).to.deep.equal(['wiremock/mappings/activity-1.json'])
    const { mappings } = valid(WIREMOCK, files['wiremock/mappings/activity-1.json']) as {
      mappings: Record<string, unknown>[]
    }
    expect(
      mappings.map(({ requiredScenarioState, newScenarioState }) => [requiredScenarioState, newScenarioState]),
    ).to.deep.equal([
      ['Started', 'answered 1'],
      [undefined, undefined],
      ['answered 1', undefined],
      [undefined, undefined],
      [undefined, undefined],
    ])
    expect(mappings[0]?.['request']).to.deep.equal({ method: 'GET', url: '/scim/Users?filter=userName+eq+%22jane%22' })
    expect(mappings[1]?.['request']).to.deep.include({ bodyPatterns: [{ equalToJson: '{"userName":"jane"}' }] })
    expect(mappings[1]?.['response']).to.deep.equal({
      status: 201,
      headers: { 'Content-Type': 'application/scim+json', Link: ['a', 'b'] },
      body: '{"id":"7"}',
    })
    expect(mappings[4]?.['request']).to.deep.include({ bodyPatterns: [{ equalTo: 'not JSON' }] })
  })

  it('are simulations of Hoverfly, which respond to a repeated request in turn', async () => {
    const { files } = await runReporter(hoverflyReporter, { tape: TAPE })
    const { data } = valid(HOVERFLY, files['hoverfly/activity-1.json']) as {
      data: { pairs: { request: Record<string, unknown>; response: Record<string, unknown> }[] }
    }
    expect(
      data.pairs.map(({ request, response }) => [request['requiresState'], response['transitionsState']]),
    ).to.deep.equal([
      [{ 'sequence:1': '1' }, { 'sequence:1': '2' }],
      [undefined, undefined],
      [{ 'sequence:1': '2' }, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ])
    expect(data.pairs[0]?.request['query']).to.deep.equal({
      filter: [{ matcher: 'exact', value: 'userName eq "jane"' }],
    })
  })
})

import { lazyValidator } from '../schema/index.ts'
import type { LoadResult } from './load-result.ts'

const count = { type: 'integer', minimum: 0 } as const
const amount = { type: 'number', minimum: 0 } as const
const text = { type: 'string' } as const
const list = (name: string): object => ({ type: 'array', items: { $ref: `#/$defs/${name}` } })
const closed = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
})
const latency = { $ref: '#/$defs/latency' } as const
const tally = {
  requests: count,
  errors: count,
  errorsByClass: { type: 'object', additionalProperties: count },
  service: latency,
  response: latency,
} as const
const level = { durationMs: { type: 'number', exclusiveMinimum: 0 }, from: amount, to: amount } as const

/** The JSON Schema of `load.json`. */
export const loadSchema: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Result of a load test of scim-rehearsal',
  ...closed({
    schemaVersion: { const: 1 },
    kind: { const: 'load' },
    tool: closed({ name: text, version: text }),
    run: closed(
      {
        name: text,
        startedAt: text,
        durationMs: amount,
        seed: count,
        model: { enum: ['closed', 'open', 'entra'] },
        intervalMs: { type: 'number', exclusiveMinimum: 0 },
        endedBy: { enum: ['duration', 'requests', 'cycles', 'interrupt', 'target'] },
        shard: text,
      },
      ['shard'],
    ),
    target: closed({ baseUrl: text, dialect: text }),
    total: closed(tally),
    endpoints: list('endpoint'),
    stages: list('stage'),
    intervals: list('interval'),
    cycles: list('cycle'),
    objects: closed({ created: count, removed: count, left: count, unknown: count }),
    generator: closed({ ceiling: amount, skipped: count, lateness: latency, peakInFlight: count }, ['ceiling']),
    capacity: closed(
      {
        required: amount,
        answer: { enum: ['yes', 'no', 'unknown'] },
        sustained: amount,
        exceeded: amount,
        headroom: amount,
        sentence: text,
      },
      ['sustained', 'exceeded', 'headroom'],
    ),
    thresholds: list('threshold'),
  }),
  $defs: {
    latency: closed({
      p50: amount,
      p75: amount,
      p90: amount,
      p95: amount,
      p99: amount,
      p999: amount,
      max: amount,
      mean: amount,
      histogram: text,
    }),
    endpoint: closed({ endpoint: text, ...tally }),
    stage: closed({ ...level, wanted: count, completed: count, elapsedMs: amount, ...tally }, ['wanted']),
    interval: closed({ atMs: amount, requests: count, errors: count, inFlight: count, response: latency }),
    cycle: closed({
      kind: { enum: ['initial', 'incremental'] },
      durationMs: amount,
      created: count,
      updated: count,
      disabled: count,
      deleted: count,
      failed: count,
    }),
    threshold: closed({
      threshold: text,
      actual: amount,
      unit: { enum: ['ms', '%', '/s'] },
      passed: { type: 'boolean' },
    }),
  },
}

const validator = lazyValidator<LoadResult>(loadSchema, { allErrors: false, strict: false })

/** Validates a parsed `load.json`; returns a string that describes the problem if it is not one. */
export function readLoadResult(value: unknown): LoadResult | string {
  const validate = validator()
  if (validate(value)) return value
  const [fault] = validate.errors ?? []
  return `${fault?.instancePath === '' || fault === undefined ? 'the result' : fault.instancePath} ${fault?.message ?? 'is wrong'}`
}

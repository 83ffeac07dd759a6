import { TransportError } from '../../mocks/transport/index.ts'
import type { Diagnosis } from '../../reports/index.ts'
import type { Check } from '../check/check.ts'
import { diagnose } from '../diagnosis/index.ts'
import { storedPath } from '../facts/stored-path.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { Finding } from '../judge/judge-check.ts'
import type { RecordedRequest } from '../record/recorder.ts'
import { shapeOf } from '../record/request-shape.ts'
import { ForeignResource } from '../scim/ownership.ts'
import type { RequestPipeline } from './request-pipeline.ts'

/**
 * The maximum number of diagnoses per run: each costs up to thirty requests, and a large number of failures has one
 * cause.
 */
const MOST = 12

/**
 * Creates the part of a run that sends the decisive requests of failures again, in variants; each kind of request once.
 * Never throws for a behaviour of the target.
 */
export function createDiagnostician(
  pipeline: RequestPipeline,
  unique: () => string,
  facts: Pick<TargetFacts, 'isStored'>,
): (suite: string, check: Check, finding: Finding) => Promise<Diagnosis | undefined> {
  const known = new Map<string, Promise<Diagnosis | undefined>>()
  return async (suite, check, finding) => {
    const failed = finding.outcome === 'fail' ? failedRequest(suite, check, finding, pipeline) : undefined
    if (failed === undefined) return undefined
    const { shape } = shapeOf(failed.request, pipeline.address.baseUrl)
    const earlier = known.get(shape)
    if (earlier !== undefined) return earlier
    if (known.size >= MOST) return undefined
    const diagnosis = run(failed, check.id)
    known.set(shape, diagnosis)
    return diagnosis
  }

  async function run({ request, response }: RecordedRequest, cause: string): Promise<Diagnosis | undefined> {
    const send = pipeline.recorder.for(cause)
    // A write must have an effect; a query with a response must find something; a rejected query is judged by its
    // status.
    const readBack = request.method !== 'GET' || response?.status === 200
    const { 'content-type': _type, ...headers } = request.headers
    try {
      const diagnosis = await diagnose(
        { request, readBack, ...(response === undefined ? {} : { response }) },
        { send, get: (url) => send({ method: 'GET', url, headers }), unique, storedPath: storedPath(facts) },
      )
      return diagnosis === undefined || isUnreproduced(diagnosis) ? undefined : diagnosis
    } catch (error) {
      if (error instanceof TransportError || error instanceof ForeignResource) return undefined
      throw error
    }
  }
}

/**
 * Returns the failed request of a failure in the Entra suite, if it was rejected, got no response, or should have
 * changed or found something.
 */
function failedRequest(
  suite: string,
  check: Check,
  { violations }: Finding,
  pipeline: RequestPipeline,
): RecordedRequest | undefined {
  const exchange = violations.find((violation) => violation.exchange !== undefined)?.exchange
  const failed = exchange === undefined ? undefined : pipeline.recorder.exchangeOf(check.id, exchange)
  if (failed === undefined || suite !== 'entra') return undefined
  const { request, status } = failed
  // If a rejection was expected, no variant of an accepted request explains the finding.
  if (status < 300 && violations.some(({ expected }) => REFUSAL.test(expected ?? ''))) return undefined
  const isQuery = request.method === 'GET' && /[?&]filter=/.test(request.url)
  const isWrite = /^(?:POST|PUT|PATCH)$/.test(request.method)
  // A probe queries a user that does not exist, so an empty result is correct.
  const isProbe = isQuery && status === 200 && /probe/.test(check.id)
  return (isQuery && !isProbe) || isWrite ? failed : undefined
}

/** Matches an expectation of a status of 4xx, or of one of several. */
const REFUSAL = /^(?:be one of \[ )?4\d\d\b/

const isUnreproduced = ({ summary }: Diagnosis): boolean => /not reproducible/i.test(summary)

import type { JsonObject } from '../../../mocks/protocol/index.ts'
import type { HttpRequest, HttpResponse } from '../../../mocks/transport/index.ts'
import type { Diagnosis } from '../../../reports/index.ts'
import { diagnose, type FailedRequest } from '../index.ts'
import { type DiagnosisCase, ENTRA_HEADERS } from './diagnosis-case.ts'
import { atServer, type Resources } from './faulty-server.ts'

/** Runs a failing case once, as a run does, and diagnoses it. */
export async function diagnosisOf(one: DiagnosisCase): Promise<{
  readonly diagnosis: Diagnosis | undefined
  readonly sent: readonly HttpRequest[]
  readonly given: Resources
  readonly url: string
}> {
  let outcome: Awaited<ReturnType<typeof diagnosisOf>> | undefined
  await atServer(one, async (url, given, parts, sent) => {
    const { json, path: at, headers = {}, method = 'GET' } = one.request(given)
    const isWrite = json !== undefined
    const { 'content-type': type, ...plain } = { ...ENTRA_HEADERS, ...headers }
    const request: HttpRequest = {
      method,
      url: `${url}${at}`,
      headers: isWrite ? { ...plain, 'content-type': type } : plain,
      ...(isWrite ? { body: JSON.stringify(json) } : {}),
    }
    const before =
      method === 'PATCH' ? (JSON.parse((await parts.get(request.url)).response.body) as JsonObject) : undefined
    let response: HttpResponse | undefined
    try {
      response = (await parts.send(request)).response
    } catch {
      // Some defects consist of a missing response.
    }
    const failed: FailedRequest = {
      request,
      readBack: one.readBack ?? true,
      ...(response === undefined ? {} : { response }),
      ...(before === undefined ? {} : { before }),
    }
    const sentBefore = sent.length
    const diagnosis = await diagnose(failed, parts)
    outcome = { diagnosis, sent: sent.slice(sentBefore), given, url }
  })
  if (outcome === undefined) throw new Error('the server did not start')
  return outcome
}

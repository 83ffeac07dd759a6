import { TransportError } from '../../mocks/transport/index.ts'
import type { ScimResponse } from './response.ts'

/** Resolves to undefined if a request gets no response. Throws TransportError `aborted` if the run ends meanwhile. */
export async function responseIfAny(request: Promise<ScimResponse>): Promise<ScimResponse | undefined> {
  try {
    return await request
  } catch (error) {
    if (error instanceof TransportError && error.fault !== 'aborted') return undefined
    throw error
  }
}

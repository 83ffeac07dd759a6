import type { Transport } from '../../mocks/transport/index.ts'
import type { RecordedTransport } from '../record/recorder.ts'
import { createSession, type ScimSession } from '../scim/session.ts'
import { connect } from '../target/connect.ts'

/**
 * Opens a session with a target without recording its exchanges. Throws UntestableTarget if no SCIM server accepts the
 * credentials.
 */
export async function openTarget(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  send: Transport,
): Promise<ScimSession> {
  const transport: RecordedTransport = async (request, limits) => ({
    response: await send(request, limits),
    exchange: '',
  })
  await connect(baseUrl, headers, transport)
  return createSession({ baseUrl, headers, transport })
}

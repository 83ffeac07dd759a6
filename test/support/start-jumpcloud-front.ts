import type { StartTarget } from '../../harness/index.ts'
import { type JumpCloudScimOptions, jumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import { listenRouter } from '../../mocks/scim-server/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'

/**
 * Starts JumpCloud's SCIM server as a target, with deviations and switches: on PORT, with SCIM_TOKEN, writing to
 * JUMPCLOUD_API_URL with JUMPCLOUD_API_KEY.
 */
export function startJumpCloudFront(
  deviation: readonly string[],
  switches: JumpCloudScimOptions['switches'] = {},
): StartTarget {
  return async ({ PORT, SCIM_TOKEN, JUMPCLOUD_API_URL: apiUrl = '', JUMPCLOUD_API_KEY: apiKey = '' }) => {
    const options: JumpCloudScimOptions = { apiUrl, deviation, switches }
    const pool = createTransport()
    const front = jumpCloudScim(options, pool.send)
    const server = await listenRouter(
      (request, response, next) => {
        const isKnown = request.headers.authorization === `Bearer ${SCIM_TOKEN}`
        // A deviation may return the token of the client, which the front itself never receives.
        request.headers['x-original-authorization'] = request.headers.authorization
        if (isKnown) request.headers.authorization = `Bearer ${apiKey}`
        else delete request.headers.authorization
        front(request, response, next)
      },
      { port: Number(PORT) },
    )
    return {
      [Symbol.asyncDispose]: async () => {
        await server.close()
        await pool.close()
      },
    }
  }
}

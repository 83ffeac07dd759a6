/**
 * JumpCloud's SCIM server as a target of `--spawn`, wrong in the ways that DEVIATIONS names. It listens on PORT, takes SCIM_TOKEN, and
 * writes to JUMPCLOUD_API_URL with JUMPCLOUD_API_KEY.
 */
import { type JumpCloudScimOptions, jumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import { listenRouter } from '../../mocks/scim-server/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'

const {
  PORT,
  SCIM_TOKEN,
  JUMPCLOUD_API_URL: apiUrl = '',
  JUMPCLOUD_API_KEY: apiKey = '',
  DEVIATIONS = '',
} = process.env
const options: JumpCloudScimOptions = { apiUrl, deviation: DEVIATIONS.split(',').filter(Boolean) }
const front = jumpCloudScim(options, createTransport().send)
await listenRouter(
  (request, response, next) => {
    const isKnown = request.headers.authorization === `Bearer ${SCIM_TOKEN}`
    if (isKnown) request.headers.authorization = `Bearer ${apiKey}`
    else delete request.headers.authorization
    front(request, response, next)
  },
  { port: Number(PORT) },
)

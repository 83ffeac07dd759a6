/**
 * The reference server with a delay in milliseconds, an argument, before each response. Prints its base URL. Its ids
 * are numbered in the order of creation, so that the requests of a run can be sent again to a new server.
 */
import { Router } from 'express'
import { bearerToken, listenRouter, scimServer } from '../../mocks/scim-server/index.ts'

const milliseconds = Number(process.argv[2] ?? 0)
let created = 0
const newId = (): string => {
  created += 1
  return `id-${String(created).padStart(8, '0')}`
}
const router = Router()
if (milliseconds > 0) router.use((_request, _response, next) => void setTimeout(next, milliseconds))
const server = await listenRouter(router.use(scimServer({ authenticate: bearerToken('bench'), newId })))
process.stdout.write(`delayed ${server.url}\n`)

/** The reference server with a delay of so many milliseconds, an argument, before each answer. Prints its base URL. */
import { Router } from 'express'
import { bearerToken, listenRouter, scimServer } from '../../mocks/scim-server/index.ts'

const milliseconds = Number(process.argv[2] ?? 0)
const router = Router()
if (milliseconds > 0) router.use((_request, _response, next) => void setTimeout(next, milliseconds))
const server = await listenRouter(router.use(scimServer({ authenticate: bearerToken('bench') })))
process.stdout.write(`delayed ${server.url}\n`)

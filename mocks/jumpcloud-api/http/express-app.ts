import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import { localGuard } from '../../serving/index.ts'
import { errorAnswer } from '../api/error-answer.ts'
import type { Operation } from '../api/operation.ts'
import { RESOURCES, UNKNOWN_OPERATION } from '../service/operations.ts'
import type { Service, TimedAnswer } from '../service/service.ts'
import { ApiError } from '../wire/api-error.ts'
import { requestOf, send, sendLater } from './exchange.ts'
import { BODY_ERROR, bodyReader } from './read-body.ts'

/** The environment of the operations. */
interface Surroundings {
  /** True if the keys are secret, so that the server responds to every host name. */
  readonly hasCredentials: boolean
  /** Handlers for requests that are not operations. */
  readonly extras: readonly RequestHandler[]
}

/** The service that performs operations, in this process or by another one. */
interface Performer {
  perform(...call: Parameters<Service['perform']>): TimedAnswer | Promise<TimedAnswer>
}

/** Creates an Express application of a service. */
export function expressApp(service: Performer, { hasCredentials, extras }: Surroundings): Express {
  const app = express()
  // Paths ignore letter case, because the vendor's PowerShell module requests `/api/Systemusers`.
  app.disable('x-powered-by').disable('etag')
  const reject = (request: Request, response: Response, message: string): void =>
    send(response, { answer: errorAnswer(new ApiError(403, message), requestOf(request)), delay: 0 })
  app.use(localGuard({ hasCredentials, reject }))
  app.use(bodyReader())
  for (const { operations } of RESOURCES) {
    for (const operation of operations) {
      app[verbOf(operation)](
        expressPath(operation.path),
        (request: Request, response: Response, next: NextFunction) => {
          const params = request.params as Readonly<Record<string, string>>
          sendLater(response, service.perform(operation, requestOf(request, response.locals[BODY_ERROR]), params), next)
        },
      )
    }
  }
  for (const extra of extras) app.use(extra)
  app.get('/login', (_request, response) => {
    response.type('html').send('<!doctype html><title>JumpCloud</title><h1>Log in</h1>\n')
  })
  app.use(['/api', '/insights'], (request, response, next) => {
    sendLater(response, service.perform(UNKNOWN_OPERATION, requestOf(request, response.locals[BODY_ERROR]), {}), next)
  })
  app.use((request: Request, response: Response) => {
    send(response, { answer: errorAnswer(new ApiError(404, 'Not Found'), requestOf(request)), delay: 0 })
  })
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    send(response, { answer: errorAnswer(error, requestOf(request)), delay: 0 })
  })
  return app
}

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'

const verbOf = ({ method }: Operation): Verb => method.toLowerCase() as Verb

/** Converts `/api/systemusers/{id}` to the form of Express routers. */
const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

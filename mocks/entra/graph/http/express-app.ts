import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { localGuard } from '../../../serving/index.ts'
import { GRAPH_VERSIONS, type Route } from '../api/route.ts'
import { ROUTES } from '../routes/routes.ts'
import { GraphError } from '../wire/graph-error.ts'
import { type Environment, perform } from './perform.ts'
import { bodyReader } from './read-body.ts'
import { tokenEndpoint } from './token-endpoint.ts'

/** Creates an Express application of the operations. `extras` are additional handlers. */
export function expressApp(
  environment: Environment,
  hasCredentials: boolean,
  extras: readonly RequestHandler[],
): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag')
  const fail = (request: Request, response: Response, error: unknown) =>
    perform(
      request,
      response,
      () => {
        throw error
      },
      environment,
    )
  app.use(
    localGuard({
      hasCredentials,
      reject: (request, response, message) => void fail(request, response, new GraphError(403, 'Forbidden', message)),
    }),
  )
  for (const extra of extras) app.use(extra)
  app.use(tokenEndpoint(environment.tokens))
  app.use((request, _response, next) => {
    request.url = plainUrl(request.url)
    next()
  })
  app.use(bodyReader())
  for (const version of GRAPH_VERSIONS)
    for (const route of ROUTES) {
      if (route.versions?.includes(version) === false) continue
      const find = () => ({ route, version })
      app[verbOf(route)](`/${version}${expressPath(route.path)}`, (request: Request, response: Response) =>
        perform(request, response, find, environment),
      )
    }
  app.use((request: Request, response: Response) => fail(request, response, unknown(request)))
  app.use((error: unknown, request: Request, response: Response, _next: express.NextFunction) =>
    fail(request, response, error),
  )
  return app
}

const verbOf = ({ method }: Route): 'get' | 'post' | 'put' | 'patch' | 'delete' =>
  method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'

/** Converts `/users/{user}` to the form of Express routers. */
const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** Rewrites OData's other forms of a path: `users('id')`, `servicePrincipals(appId='x')`, `delta()`, `microsoft.graph.restore`. */
function plainUrl(url: string): string {
  const [path = '', ...search] = url.split('?')
  const plain = path
    .replaceAll(/\/{2,}/g, '/')
    .replaceAll(/\(\)(?=\/|$)/g, '')
    .replaceAll(/\((?:%27|')([^()/]*?)(?:%27|')\)/g, '/$1')
    .replaceAll(/\((\w+)=(?:%27|')([^()/]*?)(?:%27|')\)/g, '/$1=$2')
    .replaceAll(/\/microsoft\.graph\.(?!user\b|group\b)/g, '/')
  return [plain, ...search].join('?')
}

/** Creates the error for a missing operation: another method, or an unknown path. */
function unknown({ path }: Request): GraphError {
  const segments = path.split('/').filter(Boolean)
  const [version = '', ...rest] = segments
  if (!GRAPH_VERSIONS.some((known) => known.toLowerCase() === version.toLowerCase()))
    return new GraphError(
      404,
      'UnknownError',
      `Unknown version '${version.slice(0, 100)}'; paths begin with /v1.0 or /beta.`,
    )
  const isPath = (route: Route): boolean => {
    if (route.versions?.some((known) => known === version) === false) return false
    const wanted = route.path.split('/').filter(Boolean)
    return (
      wanted.length === rest.length &&
      wanted.every((part, index) => part.startsWith('{') || part.toLowerCase() === rest[index]?.toLowerCase())
    )
  }
  if (ROUTES.some(isPath))
    return new GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.')
  return new GraphError(400, 'BadRequest', `Resource not found for the segment '${rest.at(-1)?.slice(0, 100) ?? ''}'.`)
}

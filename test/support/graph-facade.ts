import { createGraph, type GraphFacade } from '../../mocks/entra/graph/index.ts'
import { syntheticGroups, syntheticSource } from '../../mocks/entra/index.ts'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'

type GraphOptions = Parameters<typeof createGraph>[0]

/** A listening façade, with a SCIM server that it can provision; its clock only advances on request. */
export interface FacadeOfTest extends AsyncDisposable {
  readonly graph: GraphFacade
  readonly scim: Awaited<ReturnType<typeof listenScimServer>>
  /** The origin. */
  readonly url: string
  /** Sends a request below `/v1.0`, or below another version if the path begins with one. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<FacadeAnswer>
}

/** A response, its body parsed. */
interface FacadeAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of responses as clients do.
  readonly body: any
}

/** The time at the start. */
export const FACADE_START: Date = new Date('2026-01-01T00:00:00Z')

/** The token of the SCIM server. */
export const SCIM_TOKEN = 'scim-token-of-the-test'

/** Starts both; every response is validated against the description. */
export async function startFacade(
  options: Partial<GraphOptions> & { readonly users?: number; readonly groupCount?: number } = {},
): Promise<FacadeOfTest> {
  const { users = 20, groupCount = 2, ...rest } = options
  const source = syntheticSource({ seed: 11, count: users })
  const pool = createTransport({ timeout: 30_000 })
  const scim = await listenScimServer({ token: SCIM_TOKEN, exposeRecorder: true })
  const faults: unknown[] = []
  const graph = createGraph({
    source,
    groups: syntheticGroups(source, groupCount),
    transport: pool.send,
    now: () => FACADE_START,
    pause: () => Promise.resolve(),
    judgesAnswers: true,
    onFault: (error) => faults.push(error),
    ...rest,
  })
  const listening = await graph.listen()
  const ask: FacadeOfTest['ask'] = async (method, path, body, headers = {}) => {
    const url = /^https?:/.test(path)
      ? path
      : `${listening.url}${/^\/(?:v1\.0|beta|__)/.test(path) ? '' : '/v1.0'}${path}`
    const response = await fetch(url, {
      method,
      headers: {
        authorization: 'Bearer any',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (faults.length > 0) throw faults[0]
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
  return {
    graph,
    scim,
    url: listening.url,
    ask,
    [Symbol.asyncDispose]: async () => {
      await listening.close()
      await scim.close()
      await pool.close()
    },
  }
}

/** An application with a job that has the credentials of the SCIM server. */
export interface ConfiguredApplication {
  readonly servicePrincipalId: string
  readonly applicationId: string
  readonly jobId: string
  /** The id of the role `User`. */
  readonly roleId: string
  /** The path `/servicePrincipals/{id}/synchronization`. */
  readonly sync: string
  readonly job: string
}

export async function configureApplication(
  { ask, scim }: FacadeOfTest,
  baseAddress: string = scim.url,
): Promise<ConfiguredApplication> {
  const made = await ask('POST', '/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate', {
    displayName: 'My app',
  })
  const { application, servicePrincipal } = made.body
  const sync = `/servicePrincipals/${servicePrincipal.id}/synchronization`
  const { body: job } = await ask('POST', `${sync}/jobs`, { templateId: 'scim' })
  await ask('PUT', `${sync}/secrets`, {
    value: [
      { key: 'BaseAddress', value: baseAddress },
      { key: 'SecretToken', value: SCIM_TOKEN },
    ],
  })
  return {
    servicePrincipalId: servicePrincipal.id,
    applicationId: application.id,
    jobId: job.id,
    roleId: servicePrincipal.appRoles.find((role: { displayName: string }) => role.displayName === 'User').id,
    sync,
    job: `${sync}/jobs/${job.id}`,
  }
}

/** Assigns a user or group with the role `User`. */
export async function assign(facade: FacadeOfTest, app: ConfiguredApplication, principalId: string): Promise<string> {
  const { servicePrincipalId: resourceId, roleId: appRoleId } = app
  const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`
  const { status, body } = await facade.ask('POST', path, { principalId, resourceId, appRoleId })
  if (status !== 201) throw new Error(`assignment: ${status} ${JSON.stringify(body)}`)
  return body.id
}

/** Returns every object of a collection, page by page. */
export async function everyPage(facade: FacadeOfTest, path: string): Promise<Record<string, unknown>[]> {
  const objects: Record<string, unknown>[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const { status, body } = await facade.ask('GET', next)
    if (status !== 200) throw new Error(`${next}: ${status} ${JSON.stringify(body)}`)
    objects.push(...body.value)
    next = body['@odata.nextLink']
  }
  return objects
}

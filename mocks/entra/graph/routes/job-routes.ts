import type { JsonObject } from '../../../protocol/index.ts'
import { defaultSchema, InvalidResetScope, parseResetScopes, type ResetScope } from '../../index.ts'
import { collection, item, NO_CONTENT } from '../api/answers.ts'
import { type GraphCall, ITEM_OPTIONS, LIST_OPTIONS, type Route } from '../api/route.ts'
import type { SynchronizationJob } from '../synchronization/synchronization-job.ts'
import { GraphError, notFound } from '../wire/graph-error.ts'
import { servicePrincipalOf } from './application-routes.ts'

export const SYNCHRONIZATION_READ: readonly string[] = ['Synchronization.Read.All', 'Synchronization.ReadWrite.All']
export const SYNCHRONIZATION_WRITE: readonly string[] = [
  'Synchronization.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
]

export const SYNCHRONIZATION = '/servicePrincipals/{servicePrincipal}/synchronization'
const JOBS = `${SYNCHRONIZATION}/jobs`
export const JOB: string = `${JOBS}/{job}`

/** The template of today's non-gallery job (Entra documentation, "SCIM 2.0 protocol compliance of the provisioning service"). */
const TEMPLATE_ID = 'scim'

/** Templates, jobs, and the control of a job. */
export const jobRoutes: readonly Route[] = [
  {
    id: 'synchronizationTemplate_list',
    method: 'GET',
    path: `${SYNCHRONIZATION}/templates`,
    summary: 'List the templates of jobs',
    permissions: SYNCHRONIZATION_READ,
    options: LIST_OPTIONS,
    answers: { 200: { schema: 'synchronizationTemplate', isCollection: true } },
    handle: (call) => collection(call, templatesContext(call), [templateOf(call)]),
  },
  {
    id: 'synchronizationTemplate_get',
    method: 'GET',
    path: `${SYNCHRONIZATION}/templates/{template}`,
    summary: 'Read a template',
    permissions: SYNCHRONIZATION_READ,
    options: ITEM_OPTIONS,
    answers: { 200: { schema: 'synchronizationTemplate' } },
    handle: (call) => item(call, `${templatesContext(call)}/$entity`, namedTemplate(call)),
  },
  {
    id: 'synchronizationTemplate_schema',
    method: 'GET',
    path: `${SYNCHRONIZATION}/templates/{template}/schema`,
    summary: 'Read the schema of a template',
    permissions: SYNCHRONIZATION_READ,
    answers: { 200: { schema: 'synchronizationSchema' } },
    handle: (call) =>
      item(
        call,
        `${templatesContext(call)}('${TEMPLATE_ID}')/schema/$entity`,
        namedTemplate(call)['schema'] as JsonObject,
      ),
  },
  {
    id: 'synchronizationJob_list',
    method: 'GET',
    path: JOBS,
    summary: 'List the jobs of an application: none or one',
    permissions: SYNCHRONIZATION_READ,
    options: LIST_OPTIONS,
    answers: { 200: { schema: 'synchronizationJob', isCollection: true } },
    handle: (call) => {
      const job = call.graph.jobs.of(servicePrincipalOf(call).servicePrincipalId)
      return collection(call, jobsContext(call), job === undefined ? [] : [shownJob(call, job)])
    },
  },
  {
    id: 'synchronizationJob_create',
    method: 'POST',
    path: JOBS,
    summary: 'Create the job of an application; it is not started',
    permissions: SYNCHRONIZATION_WRITE,
    body: 'synchronizationJobCreate',
    answers: { 201: { schema: 'synchronizationJob' } },
    audit: { activity: 'Add provisioning configuration', category: 'ProvisioningManagement' },
    handle: (call) => {
      const { servicePrincipalId } = servicePrincipalOf(call)
      assertTemplate(String(call.body['templateId']))
      const job = call.graph.jobs.create(servicePrincipalId, defaultSchema)
      return item(call, `${jobsContext(call)}/$entity`, shownJob(call, job), 201)
    },
  },
  {
    id: 'synchronizationJob_get',
    method: 'GET',
    path: JOB,
    summary: 'Read a job with its status',
    permissions: SYNCHRONIZATION_READ,
    options: ITEM_OPTIONS,
    answers: { 200: { schema: 'synchronizationJob' } },
    handle: (call) => item(call, `${jobsContext(call)}/$entity`, shownJob(call, jobOf(call))),
  },
  {
    id: 'synchronizationJob_delete',
    method: 'DELETE',
    path: JOB,
    summary: 'Stop and delete a job',
    permissions: SYNCHRONIZATION_WRITE,
    answers: { 204: {} },
    audit: { activity: 'Delete provisioning configuration', category: 'ProvisioningManagement' },
    handle: async (call) => {
      await call.graph.jobs.remove(jobOf(call).servicePrincipalId)
      return NO_CONTENT
    },
  },
  {
    id: 'synchronizationJob_start',
    method: 'POST',
    path: `${JOB}/start`,
    summary: 'Start a job, or resume it after a pause; ends a quarantine',
    permissions: SYNCHRONIZATION_WRITE,
    answers: { 204: {} },
    audit: { activity: 'Enable/start provisioning', category: 'ProvisioningManagement' },
    handle: (call) => {
      jobOf(call).start()
      return NO_CONTENT
    },
  },
  {
    id: 'synchronizationJob_pause',
    method: 'POST',
    path: `${JOB}/pause`,
    summary: 'Pause a job; its state is not changed',
    permissions: SYNCHRONIZATION_WRITE,
    answers: { 204: {} },
    audit: { activity: 'Pause/disable provisioning', category: 'ProvisioningManagement' },
    handle: async (call) => {
      await jobOf(call).pause()
      return NO_CONTENT
    },
  },
  {
    id: 'synchronizationJob_restart',
    method: 'POST',
    path: `${JOB}/restart`,
    summary: 'Stop a job, reset the parts in the reset scopes, and start it',
    permissions: SYNCHRONIZATION_WRITE,
    body: 'synchronizationJobRestart',
    isBodyOptional: true,
    answers: { 204: {} },
    audit: { activity: 'Restart provisioning', category: 'ProvisioningManagement' },
    handle: async (call) => {
      await jobOf(call).restart(scopesOf(call))
      return NO_CONTENT
    },
  },
]

/** The job that a path names. Throws GraphError. */
export function jobOf(call: GraphCall): SynchronizationJob {
  return call.graph.jobs.find(servicePrincipalOf(call).servicePrincipalId, call.params['job'] ?? '')
}

/** Throws GraphError for a template that the application does not have. */
export function assertTemplate(id: string): void {
  if (id !== TEMPLATE_ID)
    throw new GraphError(
      404,
      'Request_ResourceNotFound',
      `The application has no synchronization template '${id.slice(0, 100)}'; a non-gallery application has '${TEMPLATE_ID}'.`,
    )
}

const context = (call: GraphCall): string => `servicePrincipals('${call.params['servicePrincipal']}')/synchronization`
export const jobsContext = (call: GraphCall): string => `${context(call)}/jobs`
const templatesContext = (call: GraphCall): string => `${context(call)}/templates`

const shownJob = ({ graph }: GraphCall, job: SynchronizationJob): JsonObject =>
  graph.mask(job.status()) as unknown as JsonObject

function templateOf(call: GraphCall): JsonObject {
  return {
    id: TEMPLATE_ID,
    applicationId: servicePrincipalOf(call).appId,
    default: true,
    description: null,
    discoverable: true,
    factoryTag: 'customappsso',
    metadata: [],
    schema: defaultSchema as unknown as JsonObject,
  }
}

function namedTemplate(call: GraphCall): JsonObject {
  const template = templateOf(call)
  const id = call.params['template'] ?? ''
  if (id !== template['id']) throw notFound(id)
  return template
}

/** Returns the scopes of a restart; all scopes if none is named. Throws GraphError. */
function scopesOf({ body }: GraphCall): readonly ResetScope[] {
  const { criteria } = body
  const scope =
    criteria !== null && typeof criteria === 'object' && !Array.isArray(criteria) ? criteria['resetScope'] : undefined
  if (typeof scope !== 'string' || scope.trim() === '') return ['Full']
  try {
    return parseResetScopes(scope)
  } catch (error) {
    if (error instanceof InvalidResetScope)
      throw new GraphError(400, 'RequestParameterInvalid', `criteria.resetScope: ${error.message}.`)
    throw error
  }
}

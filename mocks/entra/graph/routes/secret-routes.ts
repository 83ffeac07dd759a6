import type { JsonObject } from '../../../protocol/index.ts'
import { contextOf, NO_CONTENT } from '../api/answers.ts'
import type { GraphAnswer, GraphCall, Route } from '../api/route.ts'
import { validateConnection } from '../synchronization/connection.ts'
import { assertSecretKeys, type SecretPair, shownConnectivity, shownSecrets } from '../synchronization/secrets.ts'
import { GraphError } from '../wire/graph-error.ts'
import { servicePrincipalOf } from './application-routes.ts'
import {
  assertTemplate,
  JOB,
  jobOf,
  SYNCHRONIZATION,
  SYNCHRONIZATION_READ,
  SYNCHRONIZATION_WRITE,
} from './job-routes.ts'

/** Secrets, the requests by which the portal saves them, and the test of credentials. */
export const secretRoutes: readonly Route[] = [
  {
    id: 'synchronizationSecrets_get',
    method: 'GET',
    path: `${SYNCHRONIZATION}/secrets`,
    summary: 'Read the secrets; confidential values are returned as *',
    permissions: SYNCHRONIZATION_READ,
    answers: { 200: { schema: 'synchronizationSecret', isCollection: true } },
    handle: (call) =>
      pairsAnswer(call, 'secrets', shownSecrets(call.graph.secrets.of(servicePrincipalOf(call).servicePrincipalId))),
  },
  {
    id: 'synchronizationSecrets_set',
    method: 'PUT',
    path: `${SYNCHRONIZATION}/secrets`,
    summary: 'Set secrets; an empty value removes one',
    permissions: SYNCHRONIZATION_WRITE,
    body: 'synchronizationSecrets',
    answers: { 204: {} },
    audit: { activity: 'Update provisioning setting or credentials', category: 'ProvisioningManagement' },
    handle: (call) => {
      call.graph.secrets.put(servicePrincipalOf(call).servicePrincipalId, pairsOf(call.body, 'value'))
      return NO_CONTENT
    },
  },
  {
    id: 'connectivityParameters_get',
    method: 'GET',
    path: `${SYNCHRONIZATION}/connectivityParameters`,
    summary: "Read the portal's Admin Credentials",
    permissions: SYNCHRONIZATION_READ,
    versions: ['beta'],
    answers: { 200: { schema: 'synchronizationSecret', isCollection: true } },
    handle: (call) =>
      pairsAnswer(
        call,
        'connectivityParameters',
        shownConnectivity(call.graph.secrets.of(servicePrincipalOf(call).servicePrincipalId)),
      ),
  },
  {
    id: 'connectivityParameters_update',
    method: 'PATCH',
    path: `${SYNCHRONIZATION}/connectivityParameters`,
    summary: 'Save Admin Credentials as the portal does: a bearer token, or OAuth client credentials',
    permissions: SYNCHRONIZATION_WRITE,
    versions: ['beta'],
    body: 'synchronizationSecrets',
    answers: { 204: {} },
    audit: { activity: 'Update provisioning setting or credentials', category: 'ProvisioningManagement' },
    handle: (call) => {
      call.graph.secrets.putConnectivity(servicePrincipalOf(call).servicePrincipalId, pairsOf(call.body, 'value'))
      return NO_CONTENT
    },
  },
  {
    id: 'synchronizationJob_validateCredentials_new',
    method: 'POST',
    path: `${SYNCHRONIZATION}/jobs/validateCredentials`,
    summary: 'Test credentials before there is a job',
    permissions: SYNCHRONIZATION_WRITE,
    body: 'validateCredentials',
    answers: { 204: {} },
    handle: validate,
  },
  {
    id: 'synchronizationJob_validateCredentials',
    method: 'POST',
    path: `${JOB}/validateCredentials`,
    summary: "Test credentials, those of the body or the saved ones: the portal's Test Connection",
    permissions: SYNCHRONIZATION_WRITE,
    body: 'validateCredentials',
    answers: { 204: {} },
    handle: (call) => {
      jobOf(call)
      return validate(call)
    },
  },
]

async function validate(call: GraphCall): Promise<GraphAnswer> {
  const { graph, body } = call
  const { servicePrincipalId } = servicePrincipalOf(call)
  const { templateId, useSavedCredentials, credentials } = body
  if (typeof templateId !== 'string' || templateId === '') throw missing('templateId')
  assertTemplate(templateId)
  const isSaved = useSavedCredentials === true
  if (!isSaved && !Array.isArray(credentials)) throw missing('credentials')
  const inline = isSaved ? [] : pairsOf(body, 'credentials')
  assertSecretKeys(inline)
  const secrets = isSaved ? graph.secrets.of(servicePrincipalId) : new Map(inline.map(({ key, value }) => [key, value]))
  if (!secrets.has('BaseAddress')) throw missing('BaseAddress')
  const rules = graph.jobs.of(servicePrincipalId)?.schema.synchronizationRules ?? []
  const rows = rules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ targetObjectName }) => /user/i.test(targetObjectName))
  const matching = rows?.attributeMappings.find(({ matchingPriority }) => matchingPriority === 1)
  await validateConnection(secrets, matching?.targetAttributeName ?? 'userName', {
    transport: graph.transport,
    now: () => graph.clock.now(),
    guid: graph.guid,
  })
  return NO_CONTENT
}

const missing = (name: string): GraphError =>
  new GraphError(400, 'RequestMissingRequiredParameter', `The request is missing the required parameter '${name}'.`)

function pairsOf(body: JsonObject, member: 'value' | 'credentials'): SecretPair[] {
  return (body[member] as readonly JsonObject[]).map(({ key, value }) => ({
    key: String(key),
    value: typeof value === 'string' ? value : '',
  }))
}

function pairsAnswer(call: GraphCall, name: string, pairs: readonly SecretPair[]): GraphAnswer {
  const context = `servicePrincipals('${call.params['servicePrincipal']}')/synchronization/${name}`
  return {
    status: 200,
    json: { '@odata.context': contextOf(call, context), value: pairs.map((pair) => ({ ...pair })) },
  }
}

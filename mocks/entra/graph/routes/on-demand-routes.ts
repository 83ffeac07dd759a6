import { isJsonObject, type JsonObject } from '../../../protocol/index.ts'
import { type ObjectKind, ON_DEMAND_MEMBERS } from '../../index.ts'
import { item } from '../api/answers.ts'
import type { GraphCall, Route } from '../api/route.ts'
import { onDemandAnswer, onDemandEntry } from '../synchronization/on-demand-answer.ts'
import type { SynchronizationJob } from '../synchronization/synchronization-job.ts'
import { GraphError, notFound } from '../wire/graph-error.ts'
import { servicePrincipalOf } from './application-routes.ts'
import { JOB, jobOf, SYNCHRONIZATION_WRITE } from './job-routes.ts'

/** Provisioning of one object on demand. */
export const onDemandRoutes: readonly Route[] = [
  {
    id: 'synchronizationJob_provisionOnDemand',
    method: 'POST',
    path: `${JOB}/provisionOnDemand`,
    summary: 'Provision one user or group at once; 5 requests in 10 seconds',
    permissions: SYNCHRONIZATION_WRITE,
    body: 'provisionOnDemand',
    answers: { 200: { schema: 'stringKeyStringValuePair' } },
    audit: { activity: 'Provision on demand', category: 'ProvisioningManagement' },
    handle: async (call) => {
      const { graph } = call
      const job = jobOf(call)
      const { kind, objectId, members, targetType } = wantedOf(call, job)
      const wait = graph.onDemandRate.wait(job.id, graph.clock.now().getTime())
      if (wait !== undefined) throw tooMany(wait)
      const [startedAt, began] = [graph.clock.now(), graph.clock.monotonic()]
      const report = await job.onDemand({ kind, objectId }, members)
      const circumstances = {
        startedAt,
        durationMs: graph.clock.monotonic() - began,
        targetType,
        context: {
          ...graph.identityOf(servicePrincipalOf(call)),
          id: graph.guid(),
          changeId: graph.guid(),
          jobId: job.id,
          cycleId: graph.guid(),
          at: startedAt,
          matching: graph.matching,
        },
      }
      const entry = onDemandEntry(graph.mask(report), circumstances)
      if (entry !== undefined) graph.provisioningLog.add(entry)
      return item(call, 'microsoft.graph.stringKeyStringValuePair', {
        ...onDemandAnswer(graph.mask(report), entry, circumstances),
      })
    },
  },
]

/** Creates the response to a call above the rate limit, with the seconds to wait. */
export function tooMany(seconds: number): GraphError {
  return new GraphError(429, 'TooManyRequests', 'Too many requests', { headers: { 'retry-after': String(seconds) } })
}

interface Wanted {
  readonly kind: ObjectKind
  readonly objectId: string
  readonly members: readonly string[] | undefined
  readonly targetType: string
}

/** Returns the request in a body. Throws GraphError. */
function wantedOf({ body, graph }: GraphCall, job: SynchronizationJob): Wanted {
  const parameters = body['parameters'] as readonly JsonObject[]
  const [parameter = {}] = parameters
  const { ruleId, subjects } = parameter
  const [subject = {}, ...more] = subjects as readonly JsonObject[]
  if (parameters.length !== 1 || more.length > 0)
    throw invalid('One request provisions one object: one parameter with one subject.')
  const rule = job.schema.synchronizationRules.find(({ id }) => id === ruleId)
  if (rule === undefined)
    throw invalid(
      `The request identified this synchronization job: ${job.id}.  The request also identified this synchronization rule: ${String(ruleId).slice(0, 100)}.  However, the job does not include the rule.`,
    )
  const { objectId, objectTypeName, links } = subject
  const kind = KINDS[String(objectTypeName).toLowerCase()]
  if (kind === undefined)
    throw invalid(`objectTypeName must be User or Group, not '${String(objectTypeName).slice(0, 100)}'.`)
  const mapping = rule.objectMappings.find(({ targetObjectName }) => new RegExp(kind, 'i').test(targetObjectName))
  if (mapping === undefined) throw invalid(`The synchronization rule ${rule.id} has no mapping of ${kind}s.`)
  const id = String(objectId)
  if ((kind === 'user' ? graph.directory.tenant.user(id) : graph.directory.tenant.group(id)) === undefined)
    throw notFound(id)
  return { kind, objectId: id, members: membersOf(links, kind), targetType: mapping.targetObjectName }
}

const KINDS: Readonly<Record<string, ObjectKind>> = { user: 'user', group: 'group' }

function membersOf(links: JsonObject[string], kind: ObjectKind): readonly string[] | undefined {
  const members = isJsonObject(links) && Array.isArray(links['members']) ? links['members'].filter(isJsonObject) : []
  if (members.length === 0) return undefined
  if (kind === 'user') throw invalid('Only a group has links.members.')
  if (members.length > ON_DEMAND_MEMBERS)
    throw invalid(`At most ${ON_DEMAND_MEMBERS} members are provisioned on demand with a group, not ${members.length}.`)
  return members.map(({ objectId }) => String(objectId))
}

const invalid = (message: string): GraphError => new GraphError(400, 'RequestParameterInvalid', message)

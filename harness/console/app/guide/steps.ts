import type { ConsoleFacts, TrafficRow } from '../../format/page-format.ts'
import type { GraphClient } from '../data/graph-client.ts'
import { NON_GALLERY } from '../entra/graph/operations.ts'
import type { SystemUser } from '../jumpcloud/system-user.ts'
import { ARTICLE_TABLE, graphRow, sourceOf } from './article-table.ts'
import { mappingOf, type Setup, syncPath } from './setup.ts'

/** Everything that the page has observed about the steps. */
export interface Seen {
  readonly setup: Setup
  readonly traffic: readonly TrafficRow[]
  readonly users: readonly SystemUser[]
}

/** The parameters of a step that the guide performs. `setup` is loaded after the step before. */
interface StepMeans {
  readonly graph: GraphClient
  readonly target: ConsoleFacts['target']
  readonly setup: Setup
}

/** A step of the article. */
export interface Step {
  readonly id: string
  readonly title: string
  /** What to do, in the words of the portal. */
  readonly how: string
  /** Returns whether the effect of the step is visible. */
  readonly isDone: (seen: Seen) => boolean
  /** Performs the step with Graph; absent if the user only has to look. Throws GraphFailure. */
  readonly perform?: (means: StepMeans) => Promise<void>
}

const ASSIGNED = 3

/** The steps of JumpCloud's article, with the effects that it describes. */
export const STEPS: readonly Step[] = [
  {
    id: 'application',
    title: 'Create the application',
    how: 'Enterprise applications → New application → Create your own application → Integrate any other application you don’t find in the gallery (Non-gallery) → Create',
    isDone: ({ setup }) => setup.servicePrincipal !== undefined,
    perform: async ({ graph }) => {
      await graph.post(`/applicationTemplates/${NON_GALLERY}/instantiate`, { displayName: 'JumpCloud' })
    },
  },
  {
    id: 'automatic',
    title: 'Set Provisioning Mode to Automatic',
    how: 'Provisioning → Provisioning Mode → Automatic',
    isDone: ({ setup }) => setup.job !== undefined,
    perform: async ({ graph, setup }) => {
      await graph.post(`${syncOf(setup)}/jobs`, { templateId: 'scim' })
    },
  },
  {
    id: 'credentials',
    title: 'Enter Admin Credentials and test the connection',
    how: 'Admin Credentials → Tenant URL and Secret Token (below) → Test Connection → Save',
    isDone: ({ setup, traffic }) =>
      setup.secrets.includes('BaseAddress') && (isTested(traffic) || setup.provisioned > 0),
    perform: async ({ graph, setup, target }) => {
      const credentials = [
        { key: 'BaseAddress', value: target.tenantUrl },
        { key: 'SecretToken', value: target.secretToken ?? '' },
      ]
      await graph.post(`${jobOf(setup)}/validateCredentials`, {
        templateId: 'scim',
        useSavedCredentials: false,
        credentials,
      })
      await graph.put(`${syncOf(setup)}/secrets`, { value: credentials })
    },
  },
  {
    id: 'groups',
    title: 'Switch groups off',
    how: 'Mappings → Provision Microsoft Entra ID Groups → Enabled: No → Save. JumpCloud does not provision groups',
    isDone: ({ setup }) => mappingOf(setup, 'group')?.enabled === false,
    perform: async ({ graph, setup }) => {
      await changeMapping(graph, setup, 'group', { enabled: false })
    },
  },
  {
    id: 'mapping',
    title: 'Map users by the article’s table',
    how: 'Mappings → Provision Microsoft Entra ID Users → userName from mailNickname, emails[type eq "work"].value from userPrincipalName; delete what JumpCloud does not list → Save',
    isDone: ({ setup }) => {
      const rows = mappingOf(setup, 'user')?.attributeMappings ?? []
      return ['userName', 'emails[type eq "work"].value', 'active'].every((target) => {
        const wanted = ARTICLE_TABLE.find((row) => row.target === target)
        const row = rows.find(({ targetAttributeName }) => targetAttributeName === target)
        return wanted !== undefined && row?.source?.expression === sourceOf(wanted)
      })
    },
    perform: async ({ graph, setup }) => {
      await changeMapping(graph, setup, 'user', { attributeMappings: ARTICLE_TABLE.map(graphRow) })
    },
  },
  {
    id: 'assign',
    title: 'Assign users',
    how: 'Users and groups → Add user/group → select users → Assign',
    isDone: ({ setup }) => setup.assigned.length > 0,
    perform: async ({ graph, setup }) => {
      const { servicePrincipal } = setup
      if (servicePrincipal === undefined) return
      const role = servicePrincipal.appRoles.find(({ displayName }) => displayName === 'User')
      const { value } = await graph.get<{ readonly value: readonly { readonly id: string }[] }>(
        `/users?$top=${ASSIGNED}&$filter=${encodeURIComponent("userType eq 'Member'")}&$select=id`,
      )
      for (const { id } of value)
        await graph.post(`/servicePrincipals/${servicePrincipal.id}/appRoleAssignedTo`, {
          principalId: id,
          resourceId: servicePrincipal.id,
          appRoleId: role?.id,
        })
    },
  },
  {
    id: 'on-demand',
    title: 'Provision one user on demand',
    how: 'Provision on demand → select a user → Provision',
    isDone: ({ setup, traffic }) => setup.provisioned > 0 || traffic.some(isUserCreated),
    perform: async ({ graph, setup }) => {
      const [rule] = setup.schema?.synchronizationRules ?? []
      const user = setup.assigned.find(({ principalType }) => principalType === 'User')
      const answer = await graph.post<{ readonly key: string }>(`${jobOf(setup)}/provisionOnDemand`, {
        parameters: [{ ruleId: rule?.id, subjects: [{ objectId: user?.principalId, objectTypeName: 'User' }] }],
      })
      const { result } = JSON.parse(answer.key) as { readonly result?: unknown }
      if (result !== 'Success') throw new Error(`Entra reports ${String(result)}; the provisioning log says why`)
    },
  },
  {
    id: 'start',
    title: 'Start provisioning',
    how: 'Provisioning → Provisioning Status: On → Save, or Start provisioning. The first cycle begins at once',
    isDone: ({ setup }) => setup.job?.status.lastSuccessfulExecution != null,
    perform: async ({ graph, setup }) => {
      await graph.post(`${jobOf(setup)}/start`)
      await graph.advance('PT0S')
    },
  },
  {
    id: 'pending',
    title: 'Find the user in JumpCloud: Password Pending',
    how: 'In JumpCloud on the right: Entra sends no passwords, so new users are Password Pending',
    isDone: ({ users }) => users.some(({ activated }) => !activated),
  },
  {
    id: 'disable',
    title: 'Disable a user in Entra, and see the user suspended in JumpCloud',
    how: 'Users → a user → Account enabled: No, then wait for the next cycle: 40 minutes, or advance the time',
    isDone: ({ users }) => users.some(({ state }) => state === 'SUSPENDED'),
    perform: async ({ graph, setup }) => {
      const user = setup.assigned.find(({ principalType }) => principalType === 'User')
      await graph.patch(`/users/${user?.principalId}`, { accountEnabled: false })
      await graph.advance('PT40M')
    },
  },
]

const syncOf = ({ servicePrincipal }: Setup): string => syncPath(servicePrincipal?.id ?? '')
const jobOf = (setup: Setup): string => `${syncOf(setup)}/jobs/${setup.job?.id}`

/** Returns whether the connection test was sent, which queries a user that cannot exist. */
const isTested = (traffic: readonly TrafficRow[]): boolean =>
  traffic.some(
    ({ step, method, path, status = 0 }) =>
      step === 'scim' && method === 'GET' && /\/Users\?/.test(path) && status === 200,
  )

const isUserCreated = ({ step, method, path, status }: TrafficRow): boolean =>
  step === 'scim' && method === 'POST' && /\/Users\/?$/.test(path) && status === 201

/** Replaces members of one mapping of the schema. */
async function changeMapping(
  graph: GraphClient,
  setup: Setup,
  kind: 'user' | 'group',
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { schema } = setup
  const wanted = mappingOf(setup, kind)
  if (schema === undefined || wanted === undefined) return
  await graph.put(`${jobOf(setup)}/schema`, {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => (mapping === wanted ? { ...mapping, ...changes } : mapping)),
    })),
  })
}

// Configures JumpCloud's SCIM integration through Microsoft Graph, from the new application to the first cycle, with
// the steps that JumpCloud's article on provisioning from Entra describes for the portal. It needs only Node 18. See
// README.md for how to run it.

const {
  GRAPH_URL = 'https://graph.microsoft.com/v1.0',
  GRAPH_TOKEN,
  TENANT_URL,
  SECRET_TOKEN,
  ASSIGN = '5',
} = process.env
for (const [name, value] of Object.entries({ GRAPH_TOKEN, TENANT_URL, SECRET_TOKEN }))
  if (!value) throw new Error(`set ${name} in the environment (see README.md)`)

/** The template of a custom, non-gallery application. */
const NON_GALLERY = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621'

/** The article's table: the attributes of JumpCloud's SCIM server and the attributes of Entra that they get. */
const USER_MAPPINGS = [
  { target: 'userName', attribute: 'mailNickname', matchingPriority: 1 },
  { target: 'name.givenName', attribute: 'givenName' },
  { target: 'name.familyName', attribute: 'surname' },
  { target: 'emails[type eq "work"].value', attribute: 'userPrincipalName' },
  { target: 'displayName', attribute: 'displayName' },
  { target: 'active', expression: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' },
  { target: 'title', attribute: 'jobTitle' },
  { target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', attribute: 'department' },
  { target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber', attribute: 'employeeId' },
]

async function graph(method, path, body) {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(path.startsWith('https://') ? path : GRAPH_URL + path, {
      method,
      headers: { authorization: `Bearer ${GRAPH_TOKEN}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (response.ok) return text === '' ? undefined : JSON.parse(text)
    // A new object may not be replicated yet (404), and Graph limits the rate of requests (429).
    const mayPass = response.status === 404 || response.status === 429
    if (!mayPass || attempt === 10) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    await wait(Number(response.headers.get('retry-after') ?? 1))
  }
}

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
const step = (text) => console.log(`- ${text}`)

step('New application: create your own application (non-gallery)')
const { servicePrincipal } = await graph('POST', `/applicationTemplates/${NON_GALLERY}/instantiate`, {
  displayName: 'JumpCloud',
})
const synchronization = `/servicePrincipals/${servicePrincipal.id}/synchronization`

step('Provisioning Mode: Automatic')
await graph('GET', `/servicePrincipals/${servicePrincipal.id}`)
const job = await graph('POST', `${synchronization}/jobs`, { templateId: 'scim' })
const jobPath = `${synchronization}/jobs/${job.id}`

step('Admin Credentials: Tenant URL and Secret Token, Test Connection, Save')
const credentials = [
  { key: 'BaseAddress', value: TENANT_URL },
  { key: 'SecretToken', value: SECRET_TOKEN },
]
await graph('POST', `${jobPath}/validateCredentials`, { templateId: 'scim', useSavedCredentials: false, credentials })
await graph('PUT', `${synchronization}/secrets`, { value: credentials })

step('Mappings: groups off, users by the table of the article')
const schema = await graph('GET', `${jobPath}/schema`)
for (const { objectMappings } of schema.synchronizationRules)
  for (const mapping of objectMappings) {
    if (/group/i.test(mapping.targetObjectName)) mapping.enabled = false
    else mapping.attributeMappings = USER_MAPPINGS.map(row)
  }
await graph('PUT', `${jobPath}/schema`, schema)

step(`Users and groups: assign ${ASSIGN} users`)
const role = servicePrincipal.appRoles.find(({ displayName }) => displayName === 'User')
const { value: users } = await graph('GET', `/users?$top=${ASSIGN}&$filter=userType eq 'Member'&$select=id,displayName`)
for (const user of users)
  await graph('POST', `/servicePrincipals/${servicePrincipal.id}/appRoleAssignedTo`, {
    principalId: user.id,
    resourceId: servicePrincipal.id,
    appRoleId: role.id,
  })

step(`Provision on demand: ${users[0].displayName}`)
const [rule] = schema.synchronizationRules
const onDemand = await graph('POST', `${jobPath}/provisionOnDemand`, {
  parameters: [{ ruleId: rule.id, subjects: [{ objectId: users[0].id, objectTypeName: 'User' }] }],
})
for (const { type, status, description } of JSON.parse(onDemand.value).provisioningSteps)
  console.log(`    ${type}: ${status}. ${description}`)

step('Provisioning Status: On')
await graph('POST', `${jobPath}/start`)

step('The first cycle')
let execution = null
for (let polls = 0; execution === null && polls < 600; polls += 1) {
  await wait(1)
  execution = (await graph('GET', jobPath)).status.lastExecution
}
if (execution === null) throw new Error('no cycle ended within ten minutes')
console.log(`    ${execution.state}: ${execution.countImported} read, ${execution.countExported} written`)

step('Provisioning logs')
const log = await graph('GET', `/auditLogs/provisioning?$filter=jobId eq '${job.id}'&$top=50`)
for (const { provisioningAction, provisioningStatusInfo, sourceIdentity } of log.value)
  console.log(`    ${provisioningAction} ${provisioningStatusInfo.status}: ${sourceIdentity.displayName}`)

/** Returns a row of the schema. */
function row({ target, attribute, expression, matchingPriority = 0 }) {
  const source = attribute
    ? { expression: `[${attribute}]`, name: attribute, type: 'Attribute', parameters: [] }
    : { expression, name: 'Switch', type: 'Function', parameters: [] }
  return {
    targetAttributeName: target,
    source,
    defaultValue: null,
    exportMissingReferences: false,
    flowBehavior: 'FlowWhenChanged',
    flowType: 'Always',
    matchingPriority,
  }
}

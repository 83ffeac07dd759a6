import { NON_GALLERY_TEMPLATE } from '../../../mocks/entra/graph/index.ts'

/** The settings of the script. */
export interface ScriptContent {
  readonly displayName: string
  /** User principal names of the users to assign. */
  readonly users: readonly string[]
  /** The schema as JSON. */
  readonly schema: string
}

/** Writes a script for Node 18 that configures the same application in another tenant through Microsoft Graph. It contains no secret. */
export function graphScript({ displayName, users, schema }: ScriptContent): string {
  // In older JavaScript, U+2028 and U+2029 end a line.
  const literal = (value: unknown): string =>
    JSON.stringify(value, null, 2).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return `// Configures provisioning through Microsoft Graph in the same way as the console of scim-rehearsal. It needs Node 18 and nothing else:
//   GRAPH_TOKEN=… TENANT_URL=… SECRET_TOKEN=… node configure.mjs
// With GRAPH_URL it configures another Graph, such as \`scim-rehearsal serve entra\`.

const { GRAPH_URL = 'https://graph.microsoft.com/v1.0', GRAPH_TOKEN, TENANT_URL, SECRET_TOKEN } = process.env
for (const [name, value] of Object.entries({ GRAPH_TOKEN, TENANT_URL, SECRET_TOKEN }))
  if (!value) throw new Error(\`set \${name} in the environment\`)

const NAME = ${literal(displayName)}
const USERS = ${literal(users)}
const RULES = ${literal((JSON.parse(schema) as { readonly synchronizationRules: unknown }).synchronizationRules)}

async function graph(method, path, body) {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(GRAPH_URL + path, {
      method,
      headers: { authorization: \`Bearer \${GRAPH_TOKEN}\`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (response.ok) return text === '' ? undefined : JSON.parse(text)
    // A new object is not known everywhere at once (404), and Graph limits its callers (429).
    const mayPass = response.status === 404 || response.status === 429
    if (!mayPass || attempt === 10) throw new Error(\`\${method} \${path}: \${response.status} \${text}\`)
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after') ?? 1) * 1000))
  }
}

const { servicePrincipal } = await graph('POST', '/applicationTemplates/${NON_GALLERY_TEMPLATE}/instantiate', {
  displayName: NAME,
})
const synchronization = \`/servicePrincipals/\${servicePrincipal.id}/synchronization\`
const job = await graph('POST', \`\${synchronization}/jobs\`, { templateId: 'scim' })
const credentials = [
  { key: 'BaseAddress', value: TENANT_URL },
  { key: 'SecretToken', value: SECRET_TOKEN },
]
await graph('POST', \`\${synchronization}/jobs/\${job.id}/validateCredentials\`, {
  templateId: 'scim',
  useSavedCredentials: false,
  credentials,
})
await graph('PUT', \`\${synchronization}/secrets\`, { value: credentials })

const schema = await graph('GET', \`\${synchronization}/jobs/\${job.id}/schema\`)
// The names of the directories are the tenant's own; mappings are those of the console.
for (const [at, rule] of schema.synchronizationRules.entries())
  if (RULES[at]) rule.objectMappings = RULES[at].objectMappings
await graph('PUT', \`\${synchronization}/jobs/\${job.id}/schema\`, schema)

const role = servicePrincipal.appRoles.find(({ displayName }) => displayName === 'User')
for (const name of USERS) {
  const user = await graph('GET', \`/users/\${encodeURIComponent(name)}?$select=id\`)
  await graph('POST', \`/servicePrincipals/\${servicePrincipal.id}/appRoleAssignedTo\`, {
    principalId: user.id,
    resourceId: servicePrincipal.id,
    appRoleId: role.id,
  })
}
await graph('POST', \`\${synchronization}/jobs/\${job.id}/start\`)
console.log(\`\${NAME}: \${USERS.length} users assigned, provisioning started\`)
`
}

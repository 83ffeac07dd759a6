import { join } from 'node:path'
import { expect } from 'chai'
import { answeringServer } from '../support/answering-server.ts'
import { scimRehearsal } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { echoing } from './support/echoing-server.ts'
import { filesBelow, leaksOf, planted } from './support/planted.ts'

const GRAPH_TOKEN = planted('graph')

/** Sends a request to the mock Graph with its token; resolves to the body. */
async function ask(url: string, method: string, path: string, body?: unknown): Promise<string> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${GRAPH_TOKEN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (response.status >= 500) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return text
}

/** Configures provisioning of a server that repeats its credentials, runs it, and reads all that Graph says about it. */
async function provision(url: string, target: string): Promise<string[]> {
  const { origin } = new URL(url)
  const template = '/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate'
  const made = JSON.parse(await ask(url, 'POST', template, { displayName: 'My app' }))
  const { id, appRoles } = made.servicePrincipal
  const sync = `/servicePrincipals/${id}/synchronization`
  const { id: jobId } = JSON.parse(await ask(url, 'POST', `${sync}/jobs`, { templateId: 'scim' }))
  const credentials = [
    { key: 'BaseAddress', value: target },
    { key: 'SecretToken', value: planted('scim') },
    { key: 'Oauth2ClientSecret', value: planted('client') },
  ]
  const { value: users } = JSON.parse(await ask(url, 'GET', '/users?$top=2'))
  const role = appRoles.find((one: { displayName: string }) => one.displayName === 'User').id
  const said = [
    await ask(url, 'PUT', `${sync}/secrets`, { value: credentials }),
    await ask(url, 'POST', `${sync}/jobs/validateCredentials`, { credentials }),
    await ask(url, 'POST', `${sync}/jobs/${jobId}/validateCredentials`, { useSavedCredentials: true }),
  ]
  for (const { id: principalId } of users)
    said.push(
      await ask(url, 'POST', `/servicePrincipals/${id}/appRoleAssignedTo`, {
        principalId,
        resourceId: id,
        appRoleId: role,
      }),
    )
  said.push(await ask(url, 'POST', `${sync}/jobs/${jobId}/start`))
  said.push(await ask(origin, 'POST', '/__clock', { advance: 'PT2H' }))
  const subject = { objectId: users[0].id, objectTypeName: 'User' }
  said.push(
    await ask(url, 'POST', `${sync}/jobs/${jobId}/provisionOnDemand`, {
      parameters: [{ ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8', subjects: [subject] }],
    }),
  )
  // Errors quote what a request has in a wrong place.
  for (const [method, path, body] of [
    ['GET', `/users/${planted('scim')}`],
    ['GET', `/users?$filter=displayName eq ${planted('scim')}`],
    ['PATCH', `/servicePrincipals/${id}`, { [planted('client')]: planted('scim') }],
    ['POST', `${sync}/jobs/${planted('client')}/start`],
  ] as const)
    said.push(await ask(url, method, path, body))
  for (const path of [
    `${sync}/secrets`,
    `${sync}/jobs`,
    '/auditLogs/provisioning',
    '/auditLogs/directoryAudits',
    '/applications',
  ])
    said.push(await ask(url, 'GET', path))
  said.push(await ask(origin, 'GET', '/__recorder'))
  return said
}

describe('no secret leaves serve entra', () => {
  it('in an answer of Graph, a log, a state or its output', async () => {
    using folder = temporaryFolder()
    await using target = await answeringServer(echoing)
    let said: Promise<string[]> | undefined
    const argv = ['serve', 'entra', '--port', '0', '--users', '5', '--recorder', '--state', join(folder.path, 'a.db')]
    const ended = await scimRehearsal(argv, {
      environment: { SCIM_TOKEN: GRAPH_TOKEN },
      onOutput: (output, kill) => {
        const url = /^entra (http\S+)$/m.exec(output)?.[1]
        if (url === undefined || said !== undefined) return
        said = provision(url, `${target.url}/scim`).finally(() => kill('SIGTERM'))
        said.catch(() => {})
      },
    })
    const answers = (await said) ?? []
    expect(ended.code, ended.stderr).to.equal(0)
    expect(answers.join('\n'), 'the log of a user').to.match(/"provisioningAction":"create"/)
    for (const text of [...answers, ended.stdout, ended.stderr]) expect(leaksOf(text)).to.deep.equal([])
    const files = filesBelow(folder.path)
    expect(files).to.not.be.empty
    for (const { name, text } of files) expect(leaksOf(text), name).to.deep.equal([])
  })
})

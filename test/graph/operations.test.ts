import { expect } from 'chai'
import { graphDescription } from '../../mocks/entra/graph/index.ts'
import {
  assign,
  type ConfiguredApplication,
  configureApplication,
  everyPage,
  type FacadeOfTest,
  SCIM_TOKEN,
  startFacade,
} from '../support/graph-facade.ts'

describe('the operations of the Graph façade', () => {
  let facade: FacadeOfTest
  let app: ConfiguredApplication
  const ask: FacadeOfTest['ask'] = (...request) => facade.ask(...request)
  const ok = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<FacadeOfTest['ask'] extends (...a: never) => Promise<infer A> ? A : never> => {
    const answer = await ask(method, path, body)
    expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).to.be.within(200, 299)
    return answer
  }
  const cycle = async (): Promise<Record<string, number>> => {
    const { body } = await ok('POST', '/__clock', { advance: 'PT40M' })
    return body.cycles.at(-1).counts
  }
  const person = (name: string) => ({
    accountEnabled: true,
    displayName: `${name} Doe`,
    givenName: name,
    surname: 'Doe',
    mailNickname: name.toLowerCase(),
    userPrincipalName: `${name.toLowerCase()}@contoso.example`,
    mail: `${name.toLowerCase()}@contoso.example`,
    passwordProfile: { forceChangePasswordNextSignIn: false, password: 'x' },
    employeeOrgData: { division: 'North', costCenter: '42' },
    businessPhones: ['+1 425 555 0100'],
    otherMails: ['j@example.com'],
    mobilePhone: '+1 425 555 0101',
    officeLocation: '18/2111',
  })
  const onServer = async (): Promise<{ userName: string; active: boolean; title?: string }[]> => {
    const response = await fetch(`${facade.scim.url}/Users?count=200`, {
      headers: { authorization: `Bearer ${SCIM_TOKEN}` },
    })
    return ((await response.json()) as { Resources: { userName: string; active: boolean }[] }).Resources
  }

  before(async () => {
    facade = await startFacade({ users: 10, groupCount: 1, exposeRecorder: true })
    app = await configureApplication(facade)
  })
  after(() => facade[Symbol.asyncDispose]())

  it('read templates, applications and service principals, and change their roles', async () => {
    await ok('GET', "/applicationTemplates?$filter=displayName eq 'custom'")
    await ok('GET', '/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621')
    const { body: found } = await ok(
      'GET',
      "/servicePrincipals?$select=id,appId,displayName&$filter=startswith(displayName,'my')",
    )
    expect(found.value).to.have.length(1)
    const { appId } = found.value[0]
    expect((await ok('GET', `/servicePrincipals?$filter=AppId eq '${appId}'`)).body.value).to.have.length(1)
    expect((await ok('GET', `/servicePrincipals(appId='${appId}')`)).body.id).to.equal(app.servicePrincipalId)
    const { body: application } = await ok('GET', `/applications(appId='${appId}')`)
    const role = {
      id: '06b07648-ecfe-489f-9d2f-6325724a46ee',
      displayName: 'Administrator',
      value: 'Admin',
      allowedMemberTypes: ['User'],
    }
    await ok('PATCH', `/applications/${app.applicationId}`, {
      appRoles: [...application.appRoles, role],
      notes: 'a note',
    })
    const { body: principal } = await ok('GET', `/servicePrincipals/${app.servicePrincipalId}?$select=appRoles,notes`)
    expect(Object.keys(principal)).to.have.members(['@odata.context', 'appRoles', 'notes'])
    expect(principal.appRoles.map(({ value }: { value: string | null }) => value)).to.deep.equal([null, null, 'Admin'])
    await ok('PATCH', `/servicePrincipals/${app.servicePrincipalId}`, { appRoleAssignmentRequired: false })
    await ok('GET', '/applications?$orderby=displayName')
    for (const set of ['applications', 'servicePrincipals'])
      expect((await ok('GET', `/${set}/$count`)).body).to.equal('1')
  })

  it('create, change, delete and restore users, and provisioning follows', async () => {
    const { body: jane } = await ok('POST', '/users', person('Jane'))
    await assign(facade, app, jane.id)
    await ok('POST', `${app.job}/start`)
    await cycle()
    expect((await onServer()).map(({ userName }) => userName)).to.deep.equal(['jane@contoso.example'])

    const { body: shown } = await ok('GET', `/beta/users/JANE@contoso.example`)
    expect(shown).to.deep.include({
      mobilePhone: '+1 425 555 0101',
      employeeOrgData: { costCenter: '42', division: 'North' },
    })
    expect((await ok('GET', `/users/${jane.id}`)).body).to.not.have.property('employeeOrgData')
    const { body: some } = await ok('GET', `/users('${jane.id}')?$select=displayName,accountEnabled&$expand=manager`)
    expect(some).to.include({ accountEnabled: true, displayName: 'Jane Doe' }).and.not.to.have.property('id')

    await ok('PATCH', `/users/${jane.id}`, {
      jobTitle: 'Lead',
      userPrincipalName: 'jane.roe@contoso.example',
      employeeOrgData: null,
      mobilePhone: null,
    })
    expect((await ask('GET', '/users/jane@contoso.example')).status).to.equal(404)
    const taken = await ask('POST', '/users', { ...person('Other'), userPrincipalName: 'JANE.ROE@contoso.example' })
    expect([taken.status, taken.body.error.details[0].code]).to.deep.equal([400, 'ObjectConflict'])
    const { body: other } = await ok('POST', '/users', { ...person('Boss'), accountEnabled: false })
    await ok('PUT', `/users/${jane.id}/manager/$ref`, { '@odata.id': `${facade.url}/v1.0/users/${other.id}` })
    expect((await ok('GET', `/users/${jane.id}/manager?$select=id`)).body.id).to.equal(other.id)
    expect((await ok('GET', `/users/${jane.id}?$select=id&$expand=manager($select=id)`)).body.manager.id).to.equal(
      other.id,
    )
    await ok('DELETE', `/users/${jane.id}/manager/$ref`)
    await cycle()
    const [changed] = await onServer()
    expect(changed).to.include({ userName: 'jane.roe@contoso.example', title: 'Lead' })

    await ok('PATCH', `/users/${jane.id}`, { accountEnabled: false })
    expect(await cycle()).to.include({ disabled: 1 })
    expect((await onServer())[0]?.active).to.equal(false)
    await ok('PATCH', `/users/${jane.id}`, { accountEnabled: true })
    expect(await cycle()).to.include({ updated: 1 })

    await ok('DELETE', `/users/${jane.id}`)
    expect((await ask('GET', `/users/${jane.id}`)).status).to.equal(404)
    expect((await ok('GET', '/directory/deletedItems/microsoft.graph.user')).body.value).to.have.length(1)
    expect((await ok('GET', `/directory/deletedItems/${jane.id}`)).body.id).to.equal(jane.id)
    expect(await cycle()).to.include({ disabled: 1 })
    await ok('POST', `/directory/deletedItems/${jane.id}/restore`)
    expect(await cycle()).to.include({ updated: 1 })
    await ok('DELETE', `/users/${jane.id}`)
    await ok('DELETE', `/directory/deletedItems/${jane.id}`)
    expect(await cycle()).to.include({ deleted: 1 })
    expect(await onServer()).to.deep.equal([])
    expect((await ask('POST', `/directory/deletedItems/${jane.id}/restore`)).status).to.equal(404)
  })

  it('assign groups: direct members are provisioned with them, and leave with them', async () => {
    const people = (await everyPage(facade, '/users?$top=4')).map(({ id }) => String(id)).slice(0, 3)
    const bind = (id: string) => `${facade.url}/v1.0/directoryObjects/${id}`
    const { body: group } = await ok('POST', '/groups', {
      displayName: 'Team A',
      description: 'a team',
      mailEnabled: false,
      mailNickname: 'teama',
      securityEnabled: true,
      'members@odata.bind': people.slice(0, 2).map(bind),
    })
    const assignments = `/groups/${group.id}/appRoleAssignments`
    const ids = { principalId: group.id, resourceId: app.servicePrincipalId, appRoleId: app.roleId }
    const { body: assignment } = await ok('POST', assignments, ids)
    expect(assignment).to.include({
      principalType: 'Group',
      principalDisplayName: 'Team A',
      resourceDisplayName: 'My app',
    })
    expect((await ask('POST', assignments, ids)).status).to.equal(400)
    // The result has two users and the group, then its members.
    expect(await cycle()).to.include({ created: 3, failed: 0 })
    await ok('POST', `/groups/${group.id}/members/$ref`, { '@odata.id': bind(people[2] ?? '') })
    expect(
      (await ask('POST', `/groups/${group.id}/members/$ref`, { '@odata.id': bind(people[2] ?? '') })).status,
    ).to.equal(400)
    await ok('DELETE', `/groups/${group.id}/members/${people[0]}/$ref`)
    expect(await cycle()).to.include({ created: 1, disabled: 1 })
    expect(
      (await ok('GET', `/groups/${group.id}/members?$select=id`)).body.value.map(({ id }: { id: string }) => id),
    ).to.deep.equal([people[1], people[2]])
    await ok('PATCH', `/groups/${group.id}`, { displayName: 'Team B', 'members@odata.bind': [bind(people[0] ?? '')] })
    expect((await ok('GET', `/groups/${group.id}`)).body).to.include({ displayName: 'Team B', description: 'a team' })
    await cycle()
    expect((await onServer()).filter(({ active }) => active)).to.have.length(3)
    expect((await ok('GET', assignments)).body.value).to.have.length(1)
    await ok('DELETE', `${assignments}/${assignment.id}`)
    expect(await cycle()).to.include({ disabled: 3, deleted: 1 })
    await ok('DELETE', `/groups/${group.id}`)
    expect((await ok('GET', "/groups?$filter=displayName eq 'Team B'")).body.value).to.deep.equal([])
    expect((await ok('GET', '/groups/$count')).body).to.equal('1')
  })

  it('give a user a role, from the side of the user', async () => {
    const [user] = await everyPage(facade, '/users?$top=1')
    const path = `/users/${user?.['id']}/appRoleAssignments`
    const { body } = await ok('POST', path, {
      principalId: user?.['id'],
      resourceId: app.servicePrincipalId,
      appRoleId: '06b07648-ecfe-489f-9d2f-6325724a46ee',
    })
    expect((await ok('GET', path)).body.value.map(({ id }: { id: string }) => id)).to.deep.equal([body.id])
    const fromApplication = `/servicePrincipals/${app.servicePrincipalId}/appRoleAssignedTo`
    expect((await ok('GET', `${fromApplication}?$filter=principalId eq '${user?.['id']}'`)).body.value).to.have.length(
      1,
    )
    await ok('DELETE', `${path}/${body.id}`)
    const again = await assign(facade, app, String(user?.['id']))
    await ok('DELETE', `${fromApplication}/${again}`)
  })

  it('list changes of users and groups since a token', async () => {
    const walk = async (path: string) => {
      const objects: Record<string, unknown>[] = []
      for (let next = path; ; ) {
        const { body } = await ok('GET', next)
        objects.push(...body.value)
        if (body['@odata.deltaLink'] !== undefined) return { objects, link: String(body['@odata.deltaLink']) }
        next = body['@odata.nextLink']
      }
    }
    const users = await walk('/users/delta?$top=4&$select=displayName')
    const groups = await walk('/groups/microsoft.graph.delta()')
    expect(users.objects.length).to.equal(Number((await ok('GET', '/users/$count')).body))
    expect(Object.keys(users.objects[0] ?? {})).to.have.members(['id', 'displayName'])
    expect(groups.objects[0]?.['members@delta']).to.be.an('array').that.has.length(10)
    expect((await walk(users.link)).objects).to.deep.equal([])

    const [first, second, third] = users.objects.map(({ id }) => String(id))
    const { body: group } = await ok('GET', '/groups?$top=1')
    const groupId = group.value[0].id
    await ok('PATCH', `/users/${first}`, { displayName: 'New Name' })
    await ok('DELETE', `/users/${second}`)
    await ok('DELETE', `/users/${third}`)
    await ok('DELETE', `/directory/deletedItems/${third}`)
    const since = await walk(users.link)
    expect(since.objects).to.deep.equal([
      { id: first, displayName: 'New Name' },
      { id: second, '@removed': { reason: 'changed' } },
      { id: third, '@removed': { reason: 'deleted' } },
    ])
    expect((await walk(`${users.link}&$filter=id eq '${first}'`)).objects).to.have.length(1)
    await ok('DELETE', `/groups/${groupId}/members/${first}/$ref`)
    const [change] = (await walk(groups.link)).objects
    expect(change?.['members@delta']).to.deep.include({
      '@odata.type': '#microsoft.graph.user',
      id: first,
      '@removed': { reason: 'deleted' },
    })
    expect((await walk('/users/delta?$deltatoken=latest')).objects).to.deep.equal([])
  })

  it('store secrets, also as the portal sends them, and return none', async () => {
    const { sync } = app
    const shown = async (path: string) => (await ok('GET', path)).body.value
    await ok('PUT', `${sync}/secrets`, { value: [{ key: 'SyncAll', value: 'false' }] })
    expect(await shown(`${sync}/secrets`)).to.deep.equal([
      { key: 'BaseAddress', value: facade.scim.url },
      { key: 'SecretToken', value: '*' },
      { key: 'SyncAll', value: 'false' },
    ])
    await ok('PUT', `${sync}/secrets`, { value: [{ key: 'SyncAll', value: '' }] })
    expect(await shown(`${sync}/secrets`)).to.have.length(2)
    const value = [
      { key: 'authenticationType', value: 'OAuth2ClientCredentialsGrant' },
      { key: 'oauth2ClientSecret', value: 'hidden' },
      { key: 'credentialLocationInRequest', value: 'Header' },
    ]
    await ok('PATCH', `/beta${sync}/connectivityParameters`, { value })
    const parameters = await shown(`/beta${sync}/connectivityParameters`)
    expect(parameters).to.deep.include({ key: 'oauth2ClientSecret', value: '*' })
    expect(JSON.stringify(await shown(`${sync}/secrets`)))
      .to.not.include('hidden')
      .and.not.include(SCIM_TOKEN)
    await ok('POST', `${sync}/jobs/validateCredentials`, { templateId: 'scim', useSavedCredentials: true })
    await ok('POST', `${app.job}/validateCredentials`, { templateId: 'scim', useSavedCredentials: true })
  })

  it('parse expressions, and list functions, operators and templates', async () => {
    const schema = `${app.job}/schema`
    const parse = async (expression: string, properties?: unknown) =>
      (
        await ok('POST', `${schema}/parseExpression`, {
          expression,
          targetAttributeDefinition: null,
          testInputObject: properties === undefined ? null : { definition: null, properties },
        })
      ).body
    const parsed = await parse('Replace([preferredLanguage], "-", , , "_", , )', [
      { key: 'preferredLanguage', value: 'EN-US' },
      { key: 'appRoleAssignments', 'value@odata.type': '#Collection(String)', value: ['Default Assignment'] },
    ])
    expect(parsed).to.deep.include({
      error: null,
      evaluationResult: ['EN_US'],
      evaluationSucceeded: true,
      parsingSucceeded: true,
    })
    expect(parsed.parsedExpression).to.include({ name: 'Replace', type: 'Function' })
    expect(await parse('Split([otherMails], ",")', [{ key: 'otherMails', value: 'a,b' }])).to.deep.include({
      evaluationResult: ['a', 'b'],
    })
    const faulty = await parse('Raplace([a])')
    expect(faulty).to.include({ parsingSucceeded: false, evaluationSucceeded: false })
    expect(faulty.error.message).to.match(/did you mean Replace/)
    expect(await parse('DateAdd("d", "x", [a])', [{ key: 'a', value: 'no date' }])).to.include({
      parsingSucceeded: true,
      evaluationSucceeded: false,
    })
    expect(await parse('DateAdd("d", 1, [a])')).to.include({ parsingSucceeded: true, error: null })
    const functions = (await ok('GET', `${schema}/functions`)).body.value
    expect(functions.find(({ name }: { name: string }) => name === 'Append').parameters).to.deep.equal([
      { allowMultipleOccurrences: false, name: 'source', required: true, type: 'String' },
      { allowMultipleOccurrences: false, name: 'suffix', required: true, type: 'String' },
    ])
    const operators = (await ok('GET', `${schema}/filterOperators`)).body.value
    expect(operators[0]).to.deep.equal({
      name: 'EQUALS',
      arity: 'Binary',
      multivaluedComparisonType: 'All',
      supportedAttributeTypes: ['String', 'Integer'],
    })
    expect((await ok('GET', `${app.sync}/templates`)).body.value[0]).to.include({ id: 'scim' })
    await ok('GET', `${app.sync}/templates/scim`)
    await ok('GET', `${app.sync}/templates/scim/schema`)
  })

  it('accept a schema, and the next cycle is an initial one', async () => {
    const { body: schema } = await ok('GET', `${app.job}/schema`)
    expect(schema.id).to.equal(app.jobId)
    await ok('PUT', `${app.job}/schema`, schema)
    const { body } = await ok('POST', '/__clock', { advance: 'PT40M' })
    expect(body.cycles.at(-1)).to.include({ kind: 'initial' })
    const [rule] = schema.synchronizationRules
    await ok('PATCH', `${app.job}/schema`, { synchronizationRules: [{ ...rule, id: '' }] })
    const { body: changed } = await ok('GET', `${app.job}/schema`)
    expect(changed.directories).to.deep.equal(schema.directories)
    expect(changed.synchronizationRules[0].id).to.match(/^[0-9a-f-]{36}$/)
    expect((await ok('GET', `/__clock`)).body.now).to.match(/^2026-/)
  })

  it('hold back deletions above the threshold, until ForceDeletes allows them', async () => {
    await ok('PUT', `${app.sync}/secrets`, {
      value: [
        {
          key: 'SyncNotificationSettings',
          value: '{"Enabled":true,"DeleteThresholdEnabled":true,"DeleteThresholdValue":1,"Recipients":"a@x.example"}',
        },
      ],
    })
    const people = (await everyPage(facade, '/users')).map(({ id }) => String(id)).slice(0, 3)
    const made = await Promise.all(people.map((id) => assign(facade, app, id)))
    await cycle()
    for (const id of made) await ok('DELETE', `/servicePrincipals/${app.servicePrincipalId}/appRoleAssignedTo/${id}`)
    await cycle()
    const { body: held } = await ok('GET', app.job)
    expect(held.status.quarantine.reason).to.equal('TooManyDeletes')
    expect(held.synchronizationJobSettings).to.deep.include({ name: 'QuarantineTooManyDeletesThreshold', value: '1' })
    const staged = await ok('GET', "/auditLogs/provisioning?$filter=provisioningAction eq 'StagedDelete'&$top=3")
    expect(staged.body.value).to.have.length(3)
    await ok('GET', `/auditLogs/provisioning/${staged.body.value[0].id}`)
    await ok('POST', `${app.job}/restart`, { criteria: { resetScope: 'ForceDeletes, QuarantineState' } })
    await cycle()
    expect((await ok('GET', app.job)).body.status).to.include({ code: 'Active', quarantine: null })
    expect((await onServer()).filter(({ active }) => active)).to.deep.equal([])
  })

  it('provision a user and a group with its members on demand', async () => {
    const { body: schema } = await ok('GET', `${app.job}/schema`)
    const [group] = await everyPage(facade, '/groups')
    const members = (await everyPage(facade, `/groups/${group?.['id']}/members`))
      .slice(0, 2)
      .map(({ id }) => ({ objectId: id, objectTypeName: 'User' }))
    const { id: ruleId } = schema.synchronizationRules[0]
    const demand = (subject: unknown) =>
      ok('POST', `${app.job}/provisionOnDemand`, { parameters: [{ ruleId, subjects: [subject] }] })
    const skipped = await demand(members[0])
    expect(JSON.parse(skipped.body.key)).to.deep.include({ result: 'Skipped' })
    await assign(facade, app, String(group?.['id']))
    for (const member of members) expect(JSON.parse((await demand(member)).body.key).result).to.equal('Success')
    const { body } = await demand({ objectId: group?.['id'], objectTypeName: 'Group', links: { members } })
    const value = JSON.parse(body.value)
    expect(value).to.include({ action: 'Create' })
    expect(value.targetIdentity.type).to.equal('urn:ietf:params:scim:schemas:core:2.0:Group')
    expect(value.provisioningSteps.at(-1).description).to.match(/^added 2 of 2 members/)
    const logged = await ok(
      'GET',
      `/auditLogs/provisioning?$filter=sourceIdentity/id eq '${group?.['id']}' and provisioningAction eq 'create'`,
    )
    expect(logged.body.value[0].changeId).to.equal(value.changeId)
  })

  it('pause a job, list it, and delete it with its application', async () => {
    await ok('POST', `${app.job}/pause`)
    expect((await ok('GET', app.job)).body).to.deep.nested.include({
      'schedule.state': 'Disabled',
      'status.code': 'Paused',
    })
    expect((await ok('POST', '/__clock', { advance: 'P1D' })).body.cycles).to.deep.equal([])
    expect((await ok('GET', `${app.sync}/jobs`)).body.value).to.have.length(1)
    const audits = await everyPage(
      facade,
      "/auditLogs/directoryAudits?$filter=category eq 'ProvisioningManagement'&$top=50",
    )
    expect(audits.map(({ activityDisplayName }) => activityDisplayName)).to.include.members([
      'Pause/disable provisioning',
      'Quarantine',
      'Restart provisioning',
    ])
    await ok('GET', `/auditLogs/directoryAudits/${audits[0]?.['id']}`)
    await ok('DELETE', app.job)
    await ok('DELETE', `/servicePrincipals/${app.servicePrincipalId}`)
    const second = await configureApplication(facade)
    await ok('DELETE', `/applications/${second.applicationId}`)
    expect((await ok('GET', '/applications')).body.value).to.deep.equal([])
  })

  it('have all succeeded as described by the end of these tests', () => {
    const described = Object.values(
      graphDescription()['paths'] as Record<string, Record<string, { operationId?: string }>>,
    )
      .flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
      .filter((id) => id !== undefined)
    const succeeded = new Set(
      facade.graph.recorder.calls.filter(({ status }) => status < 300).map(({ operation }) => operation),
    )
    expect(described.length).to.be.above(70)
    expect(described.filter((id) => !succeeded.has(id))).to.deep.equal([])
  })
})

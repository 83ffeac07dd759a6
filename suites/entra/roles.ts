import { answerOf, type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { expectSuccess } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import { mappingWith, type Row } from './full-mapping.ts'
import { expectAction, provisionedUser, sourceUserFor } from './source-users.ts'
import { elementsAt, idOf, patchUser } from './wire.ts'

const ADMIN = { id: '06b07648-ecfe-589f-9d2f-6325724a46ee', value: 'Admin', displayName: 'Admin' } as const
const READER = { id: 'f7c2b2c8-1e5a-5c46-8f34-1f5f3a3c0b11', value: 'Reader', displayName: 'Reader' } as const
const TYPE = 'WindowsAzureActiveDirectoryRole'

function row(targetAttributeName: string, expression: string): Row {
  return {
    targetAttributeName,
    source: { expression, name: expression, type: 'Function', parameters: [] },
    defaultValue: null,
    flowType: 'Always',
    flowBehavior: 'FlowWhenChanged',
    matchingPriority: 0,
    exportMissingReferences: false,
  }
}

function entraWithRow(context: CheckContext, ...rows: readonly Row[]): CheckContext['entra'] {
  const own = context.entra.mapping.mapping.attributeMappings.filter(
    ({ targetAttributeName }) => !/^roles/i.test(targetAttributeName),
  )
  return context.entra.with({ mapping: mappingWith(context, [...own, ...rows]) })
}

const values = (roles: readonly JsonObject[]): unknown[] => roles.map(({ value }) => value)

/** Checks the mapping function SingleAppRoleAssignment, which sends one role. */
export const singleRole: Check = defineCheck({
  id: 'entra.roles.single',
  title: 'SingleAppRoleAssignment: a POST stores one role, and PATCH changes it at roles[primary eq "True"].value',
  requirements: ['entra.roles.single-create', 'entra.roles.single-update'],
  async run(context) {
    const { expect, requirement, eventually } = context
    await needAttribute(context, 'roles.value')
    const path = 'roles[primary eq "True"].value'
    const customEntra = entraWithRow(context, row(path, 'SingleAppRoleAssignment([appRoleAssignments])'))
    const sourceUser = await sourceUserFor(context, { appRoleAssignments: [ADMIN] } as object)
    const created = await customEntra.provision(sourceUser)
    const { targetId: id } = created
    await requirement('entra.roles.single-create', () => expectAction(context, created, 'create'))
    if (id === undefined) return
    await requirement('entra.roles.single-create', async () =>
      expect(values(await elementsAt(context, id, 'roles')), 'roles after the POST').to.deep.equal(['Admin']),
    )
    const changed = await patchUser(context, id, { op: 'replace', path, value: 'Reader' })
    await requirement('entra.roles.single-update', async () => {
      expectSuccess(context, changed, `Replace at ${path}`)
      await eventually(async () =>
        expect(values(await elementsAt(context, id, 'roles')), 'roles after the PATCH').to.include('Reader'),
      )
    })
  },
})

/** Checks the mapping function AppRoleAssignmentsComplex, which sends several roles and never removes one. */
export const complexRoles: Check = defineCheck({
  id: 'entra.roles.complex',
  title: 'AppRoleAssignmentsComplex: a POST stores several roles, and Add adds more',
  requirements: ['entra.roles.complex-create', 'entra.roles.complex-add'],
  async run(context) {
    const { entra, expect, requirement } = context
    await needAttribute(context, 'roles.value')
    const customEntra = entraWithRow(context, row('roles', 'AppRoleAssignmentsComplex([appRoleAssignments])'))
    const created = await customEntra.provision(
      await sourceUserFor(context, { appRoleAssignments: [ADMIN, READER] } as object),
    )
    const { targetId: id } = created
    await requirement('entra.roles.complex-create', () => expectAction(context, created, 'create'))
    if (id === undefined) return
    await requirement('entra.roles.complex-create', async () =>
      expect(values(await elementsAt(context, id, 'roles')), 'roles after the POST').to.have.members([
        'Admin',
        'Reader',
      ]),
    )
    // The legacy dialect writes each role as JSON inside a string ("Customize attribute mappings").
    const value =
      entra.dialect === 'legacy'
        ? [{ value: JSON.stringify({ ...READER, value: 'Owner', displayName: 'Owner' }) }]
        : [{ primary: false, type: TYPE, display: 'Owner', value: 'Owner' }]
    const added = await patchUser(context, id, { op: 'add', path: 'roles', value })
    await requirement('entra.roles.complex-add', async () => {
      expectSuccess(context, added, 'Add of a role')
      expect(values(await elementsAt(context, id, 'roles')), 'roles after Add').to.include.members(['Admin', 'Reader'])
    })
  },
})

/** Checks the mapping function AssertiveAppRoleAssignmentsComplex, which replaces all roles. */
export const assertiveRoles: Check = defineCheck({
  id: 'entra.roles.assertive',
  title: 'AssertiveAppRoleAssignmentsComplex: replace of roles leaves exactly the roles that it names',
  requirements: ['entra.roles.assertive'],
  async run(context) {
    const { expect, given, inapplicable, eventually, entra } = context
    await needAttribute(context, 'roles.value')
    const body = await given.userBody({ roles: [{ primary: false, type: TYPE, display: 'Admin', value: 'Admin' }] })
    const created = await entra.client.create('/Users', body)
    if (created.status >= 300)
      return inapplicable(`the server rejects a user with roles: the POST was answered ${answerOf(created)}`)
    const id = idOf(context, created)
    const value = [{ primary: false, type: TYPE, display: 'User', value: 'User' }]
    expectSuccess(context, await patchUser(context, id, { op: 'replace', path: 'roles', value }), 'Replace of roles')
    await eventually(async () =>
      expect(values(await elementsAt(context, id, 'roles')), 'roles after Replace').to.deep.equal(['User']),
    )
  },
})

/** Checks that an empty list of roles does not prevent the creation of a user. */
export const emptyRoles: Check = defineCheck({
  id: 'entra.roles.empty',
  title: 'A POST with an empty list of roles, as Entra sends it, creates the user',
  requirements: ['entra.roles.empty'],
  async run(context) {
    const { entra, expect, given } = context
    await provisionedUser(context)
    const response = await entra.client.create('/Users', await given.userBody({ roles: [] }))
    expect(response, 'the POST').to.be.answered(200, 201)
  },
})

import type { CheckContext } from '../../harness/index.ts'
import type { Person, Synchronisation } from '../../mocks/entra/index.ts'

/** An ordinary person of the tenant, whom no other check has. */
export function ordinaryPerson({ given }: Pick<CheckContext, 'given'>, overrides: Partial<Person> = {}): Person {
  const alias = given.unique()
  return {
    objectId: alias,
    userPrincipalName: `${alias}@contoso.example`,
    mailNickname: alias,
    displayName: 'Jane Doe',
    givenName: 'Jane',
    surname: 'Doe',
    mail: `${alias}@contoso.example`,
    jobTitle: 'Engineer',
    department: 'Research',
    employeeId: `${alias}-1`,
    IsSoftDeleted: 'False',
    ...overrides,
  } as Person
}

/** A person who is on the server already. */
export interface ProvisionedPerson {
  readonly person: Person
  readonly id: string
}

/** Provisions an ordinary person as a cycle does; the check is skipped where that fails. */
export async function provisionedPerson(
  context: CheckContext,
  overrides: Partial<Person> = {},
): Promise<ProvisionedPerson> {
  const person = ordinaryPerson(context, overrides)
  const { action, targetId, reason } = await context.entra.provision(person)
  if (action !== 'create' || targetId === undefined)
    context.skip(`Entra cannot create a user: ${reason ?? action}`, 'entra-create')
  return { person, id: targetId }
}

/** Fails the check, with the server's own words, unless a synchronisation did what was wanted. */
export function expectAction(
  { expect }: Pick<CheckContext, 'expect'>,
  { action, response, reason }: Synchronisation,
  wanted: 'create' | 'update',
): void {
  if (action === wanted) return
  const answer = response === undefined ? (reason ?? action) : `${response.status} ${response.text.slice(0, 300)}`
  const expected = wanted === 'create' ? 'a POST answered 201' : 'a PATCH answered 2xx'
  expect.fail(answer, expected, reason ?? `the outcome was "${action}"`)
}

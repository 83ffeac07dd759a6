import { type CheckContext, defineStory, type Story, type SystemUser } from '../../harness/index.ts'
import { awkwardPeople, type Person, type Synchronisation, syntheticPeople } from '../../mocks/entra/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { KEPT_OUT } from './table.ts'

/** One phase of one person: what Entra had, sent and saw, and what JumpCloud holds. */
export interface Passage {
  readonly phase: 'create' | 'update' | 'disable' | 'enable'
  readonly person: Person
  readonly synchronisation: Synchronisation
  readonly echoed: JsonObject | undefined
  readonly stored: SystemUser | undefined
}

/** What became of one person. */
export interface PersonStory {
  /** The awkward case, or `ordinary`. */
  readonly case: string
  readonly isKeptOut: boolean
  readonly passages: readonly Passage[]
}

const ORDINARY_PEOPLE = 30
const AT_ONCE = 8

/** Plays a whole tenant: test of the connection, create, update of each mapped attribute, disable, enable. */
export const tenantStory: Story<readonly PersonStory[]> = defineStory({
  id: 'jumpcloud.tenant',
  gather: async (context: CheckContext) => {
    const { entra, given, random } = context
    await entra.probe()
    const prefix = given.unique()
    const ordinary = [...syntheticPeople({ seed: Math.floor(random() * 2 ** 31), count: ORDINARY_PEOPLE, prefix })]
    const people = [
      ...ordinary.map((person) => ({ case: 'ordinary', person })),
      ...awkwardPeople(prefix, (index) => `${prefix}-${index}`),
    ]
    const waiting = people.values()
    const stories: PersonStory[] = []
    const worker = async (): Promise<void> => {
      for (const { case: name, person } of waiting) {
        stories.push({ case: name, isKeptOut: KEPT_OUT.has(name), passages: await live(context, person) })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    return stories
  },
})

async function live(context: CheckContext, person: Person): Promise<Passage[]> {
  const { entra } = context
  const created = await passage(context, 'create', person, () => entra.provision(person))
  const id = created.synchronisation.targetId
  if (created.synchronisation.action !== 'create' || id === undefined) return [created]
  const changed = changedPerson(person)
  const gone = { ...changed, IsSoftDeleted: 'True' }
  return [
    created,
    await passage(context, 'update', changed, () => entra.update(changed, id)),
    await passage(context, 'disable', gone, () => entra.update(gone, id)),
    await passage(context, 'enable', changed, () => entra.update(changed, id)),
  ]
}

async function passage(
  { entra, jumpcloud }: CheckContext,
  phase: Passage['phase'],
  person: Person,
  play: () => Promise<Synchronisation>,
): Promise<Passage> {
  const synchronisation = await play()
  const { targetId } = synchronisation
  if (targetId === undefined) return { phase, person, synchronisation, echoed: undefined, stored: undefined }
  const echoed = await entra.readBack(targetId)
  const userName = String(echoed?.['userName'] ?? person.mailNickname)
  const isSuspended = person.IsSoftDeleted === 'True'
  const stored = await jumpcloud.systemUser({ id: targetId, userName }, ({ suspended }) => suspended === isSuspended)
  return { phase, person, synchronisation, echoed, stored }
}

/** A person after a move: each mapped attribute but the matching one and the state has another value. */
function changedPerson(person: Person): Person {
  const mark = (value: string | null): string => (value === null ? 'New' : `New ${value.slice(0, 200)}`)
  return {
    ...person,
    givenName: mark(person.givenName),
    surname: mark(person.surname),
    displayName: mark(person.displayName),
    jobTitle: mark(person.jobTitle),
    department: mark(person.department),
    employeeId: person.employeeId === null ? null : `n${person.employeeId.slice(0, 200)}`,
    userPrincipalName: `new.${person.userPrincipalName}`,
    mail: person.mail === null ? null : `new.${person.mail}`,
  }
}

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { Select } from '../../ui/controls.tsx'
import type { ServicePrincipal } from '../graph/types.ts'
import { useEntra } from '../ui/context.ts'
import { SearchField } from '../ui/fields.tsx'
import { Empty, LoadedView } from '../ui/loaded.tsx'
import { ActionNotice } from '../ui/outcome.tsx'
import { PlaceLink, ScreenHead } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'
import { asFailure, useGraph } from '../ui/use-graph.ts'

/** The maximum number of users and of groups in the list. */
const LISTED = 50

/** The selection of users and groups for an application. */
export function AddAssignmentScreen({ application: { id, appRoles } }: { application: ServicePrincipal }): VNode {
  const { operations, go } = useEntra()
  const [start, setStart] = useState('')
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const roles = appRoles.filter(({ isEnabled }) => isEnabled)
  const [role, setRole] = useState(roles.find(({ displayName }) => displayName === 'User')?.id ?? roles[0]?.id ?? '')
  const assign = useAction()
  const data = useGraph(`${id} ${start}`, async () => {
    const [users, groups, assignments] = await Promise.all([
      operations.users.find(start, LISTED),
      operations.users.findGroups(start, LISTED),
      operations.assignments.list(id),
    ])
    const total = (users['@odata.count'] ?? 0) + (groups['@odata.count'] ?? 0)
    return {
      users: users.value,
      groups: groups.value,
      total,
      assigned: new Set(assignments.map((one) => one.principalId)),
    }
  })
  const toggle = (principal: string, name: string): void => {
    const next = new Map(chosen)
    if (!next.delete(principal)) next.set(principal, name)
    setChosen(next)
  }
  const assignAll = async (): Promise<undefined> => {
    const left = new Map(chosen)
    for (const principal of chosen.keys()) {
      try {
        await operations.assignments.add(id, principal, role)
      } catch (error) {
        setChosen(left)
        throw asFailure(error)
      }
      left.delete(principal)
    }
    go({ screen: 'users-and-groups', application: id })
    return undefined
  }
  return (
    <>
      <ScreenHead title="Add Assignment" outcome={<ActionNotice action={assign} />}>
        <button
          type="button"
          class="button button-primary"
          disabled={chosen.size === 0 || assign.isBusy}
          onClick={() => assign.run(assignAll)}
        >
          Assign
        </button>
        <PlaceLink to={{ screen: 'users-and-groups', application: id }} class="button">
          Cancel
        </PlaceLink>
      </ScreenHead>
      <div class="form">
        <Select
          label="Select a role"
          value={role}
          choices={roles.map((one) => ({ value: one.id, label: one.displayName }))}
          onChange={setRole}
        />
        <SearchField label="Search" onSearch={setStart} />
      </div>
      <LoadedView data={data}>
        {({ users, groups, total, assigned }) => {
          const rows = [
            ...groups.map((group) => ({ id: group.id, name: group.displayName, note: 'Group' })),
            ...users.map((user) => ({ id: user.id, name: user.displayName, note: user.userPrincipalName })),
          ]
          if (rows.length === 0) return <Empty title="No results">No user or group begins with this name.</Empty>
          return (
            <>
              <ul class="entra-picker" aria-label="Users and groups">
                {rows.map((row) => (
                  <li key={row.id} class="picker-row">
                    <label class="check-box">
                      <input
                        type="checkbox"
                        checked={assigned.has(row.id) || chosen.has(row.id)}
                        disabled={assigned.has(row.id)}
                        onChange={() => toggle(row.id, row.name)}
                      />
                      <span>
                        <bdi>{row.name}</bdi>
                        <span class="option-note">
                          <bdi>{assigned.has(row.id) ? 'Assigned' : row.note}</bdi>
                        </span>
                      </span>
                    </label>
                  </li>
                ))}
              </ul>
              <p class="count-note" role="status">
                {chosen.size} selected
                {total > rows.length ? ` · ${rows.length} of ${total} shown, search for more` : ''}
              </p>
            </>
          )
        }}
      </LoadedView>
    </>
  )
}

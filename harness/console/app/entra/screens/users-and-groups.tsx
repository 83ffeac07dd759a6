import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { ServicePrincipal } from '../graph/types.ts'
import { useEntra } from '../ui/context.ts'
import { Empty, LoadedView } from '../ui/loaded.tsx'
import { ActionNotice } from '../ui/outcome.tsx'
import { PlaceLink, ScreenHead } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'
import { useGraph } from '../ui/use-graph.ts'

/** The assignments of an application. */
export function UsersAndGroupsScreen({ application: { id, appRoles } }: { application: ServicePrincipal }): VNode {
  const { operations } = useEntra()
  const data = useGraph(id, () => operations.assignments.list(id))
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const remove = useAction()
  const roleOf = (roleId: string): string =>
    appRoles.find((role) => role.id === roleId)?.displayName ?? 'Default Access'
  const toggle = (assignment: string): void => {
    const next = new Set(chosen)
    if (!next.delete(assignment)) next.add(assignment)
    setChosen(next)
  }
  return (
    <>
      <ScreenHead title="Users and groups" outcome={<ActionNotice action={remove} />}>
        <PlaceLink to={{ screen: 'add-assignment', application: id }} class="button button-primary">
          Add user/group
        </PlaceLink>
        <button
          type="button"
          class="button"
          disabled={chosen.size === 0 || remove.isBusy}
          onClick={() =>
            remove.run(async () => {
              for (const assignment of chosen) await operations.assignments.remove(id, assignment)
              setChosen(new Set())
              return chosen.size === 1 ? 'Removed 1 assignment.' : `Removed ${chosen.size} assignments.`
            })
          }
        >
          Remove
        </button>
      </ScreenHead>
      <LoadedView data={data}>
        {(assignments) =>
          assignments.length === 0 ? (
            <Empty title="No application assignments found">
              With the scope “Sync only assigned users and groups”, no user is provisioned.
            </Empty>
          ) : (
            <table class="grid">
              <thead>
                <tr>
                  <th scope="col" class="is-check">
                    <span class="visually-hidden">Select</span>
                  </th>
                  <th scope="col">Display name</th>
                  <th scope="col">Object type</th>
                  <th scope="col">Role assigned</th>
                </tr>
              </thead>
              <tbody>
                {assignments.map(({ id: assignment, principalDisplayName, principalId, principalType, appRoleId }) => (
                  <tr key={assignment}>
                    <td class="is-check">
                      <input
                        type="checkbox"
                        checked={chosen.has(assignment)}
                        aria-label={`Select ${principalDisplayName ?? principalId}`}
                        onChange={() => toggle(assignment)}
                      />
                    </td>
                    <th scope="row">
                      {principalType === 'User' ? (
                        <PlaceLink to={{ screen: 'user', user: principalId }}>
                          <bdi>{principalDisplayName ?? principalId}</bdi>
                        </PlaceLink>
                      ) : (
                        <bdi>{principalDisplayName ?? principalId}</bdi>
                      )}
                    </th>
                    <td>{principalType}</td>
                    <td>{roleOf(appRoleId)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </LoadedView>
    </>
  )
}

import type { VNode } from 'preact'
import { shown } from '../model/json.ts'
import { useEntra } from '../ui/context.ts'
import { Empty, LoadedView } from '../ui/loaded.tsx'
import { ActionNotice } from '../ui/outcome.tsx'
import { instant, PlaceLink, ScreenHead } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'
import { useGraph } from '../ui/use-graph.ts'

/** The recycle bin of users. */
export function DeletedUsersScreen(): VNode {
  const { operations } = useEntra()
  const data = useGraph('deleted users', operations.users.deleted)
  const restore = useAction()
  return (
    <>
      <ScreenHead title="Deleted users" outcome={<ActionNotice action={restore} />}>
        <PlaceLink to={{ screen: 'users' }} class="button">
          All users
        </PlaceLink>
      </ScreenHead>
      <LoadedView data={data}>
        {(users) =>
          users.length === 0 ? (
            <Empty title="No deleted users">A deleted user can be restored here.</Empty>
          ) : (
            <table class="grid">
              <thead>
                <tr>
                  <th scope="col">Display name</th>
                  <th scope="col">Deleted on (UTC)</th>
                  <th scope="col">
                    <span class="visually-hidden">Restore</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {users.map(({ id, displayName, userPrincipalName, deletedDateTime }) => (
                  <tr key={id}>
                    <th scope="row">
                      <bdi>{displayName}</bdi>
                      <span class="option-note">
                        <bdi>{userPrincipalName}</bdi>
                      </span>
                    </th>
                    <td class="is-instant">{instant(shown(deletedDateTime))}</td>
                    <td class="row-tools">
                      <button
                        type="button"
                        class="link-button"
                        disabled={restore.isBusy}
                        onClick={() =>
                          restore.run(async () => {
                            await operations.users.restore(id)
                            return `${displayName} is restored.`
                          })
                        }
                      >
                        Restore<span class="visually-hidden"> {displayName}</span>
                      </button>
                    </td>
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

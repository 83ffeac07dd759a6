import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { Status } from '../../ui/status.tsx'
import { useEntra } from '../ui/context.ts'
import { SearchField } from '../ui/fields.tsx'
import { Empty, LoadedView } from '../ui/loaded.tsx'
import { PlaceLink, ScreenHead } from '../ui/screen.tsx'
import { useGraph } from '../ui/use-graph.ts'

const LISTED = 100

/** The users of the tenant. */
export function UsersScreen(): VNode {
  const { operations } = useEntra()
  const [start, setStart] = useState('')
  const data = useGraph(`users ${start}`, () => operations.users.find(start, LISTED))
  return (
    <>
      <ScreenHead title="Users">
        <PlaceLink to={{ screen: 'new-user' }} class="button button-primary">
          New user
        </PlaceLink>
        <PlaceLink to={{ screen: 'deleted-users' }} class="button">
          Deleted users
        </PlaceLink>
      </ScreenHead>
      <div class="form">
        <SearchField label="Search users" onSearch={setStart} />
      </div>
      <LoadedView data={data}>
        {({ value: users, '@odata.count': total = users.length }) =>
          users.length === 0 ? (
            <Empty title="No users">
              {start === '' ? 'The tenant has no users.' : 'No user has a name that begins like this.'}
            </Empty>
          ) : (
            <>
              <table class="grid">
                <thead>
                  <tr>
                    <th scope="col">Display name</th>
                    <th scope="col">User principal name</th>
                    <th scope="col">Account</th>
                  </tr>
                </thead>
                <tbody>
                  {users.map(({ id, displayName, userPrincipalName, accountEnabled, userType }) => (
                    <tr key={id}>
                      <th scope="row">
                        <PlaceLink to={{ screen: 'user', user: id }}>
                          <bdi>{displayName}</bdi>
                        </PlaceLink>
                        {userType === 'Guest' && <span class="option-note">Guest</span>}
                      </th>
                      <td>
                        <bdi>{userPrincipalName}</bdi>
                      </td>
                      <td>
                        {accountEnabled === false ? (
                          <Status tone="plain">Disabled</Status>
                        ) : (
                          <Status tone="good">Enabled</Status>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {total > users.length && (
                <p class="count-note">
                  {users.length} of {total} users are shown; search for more.
                </p>
              )}
            </>
          )
        }
      </LoadedView>
    </>
  )
}

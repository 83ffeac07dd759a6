import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { Text } from '../../../../reports/page/index.ts'
import { count } from '../../../../reports/page/model/index.ts'
import type { ProjectedRefusal } from '../../format/page-format.ts'
import { ownApi } from '../data/own-api.ts'
import { useLive } from '../data/use-live.ts'
import { useTarget } from '../data/use-target.ts'
import { Button } from '../ui/controls.tsx'
import { Notice } from '../ui/notice.tsx'
import { Pane } from '../ui/pane.tsx'
import { Status } from '../ui/status.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { EditUser } from './edit-user.tsx'
import { PROPERTIES, type SystemUser, statusOf } from './system-user.ts'
import { useSystemUsers } from './use-system-users.ts'

const MORE = 100

/** JumpCloud's Admin Portal: the users with the columns of the article's table; an administrator can edit them. */
export function JumpCloudPane(): VNode {
  const [limit, setLimit] = useState(MORE)
  const { value, error } = useSystemUsers(limit)
  const { kind } = useTarget()
  const [editedId, edit] = useState<string>()
  const users = value?.users ?? []
  const edited = users.find(({ _id }) => _id === editedId)
  return (
    <Pane
      title="JumpCloud"
      className="jumpcloud-pane"
      mark={
        <span role="status">
          {kind === 'server' ? 'projection · ' : ''}
          {value === undefined ? '…' : value.total === 1 ? '1 user' : `${count(value.total)} users`}
        </span>
      }
    >
      <div class="pane-body jumpcloud-body">
        {kind === 'server' && <Projected />}
        {error !== undefined && <Notice tone="bad">{error.message}</Notice>}
        <Table
          label="Users"
          columns={columnsFor(edit)}
          rows={users}
          keyOf={({ _id }) => _id}
          empty="No users yet. Provision one in Entra."
        />
        {value !== undefined && value.total > users.length && (
          <Button onClick={() => setLimit(limit + MORE)}>Show more</Button>
        )}
      </div>
      {edited !== undefined && <EditUser key={edited._id} user={edited} onClose={() => edit(undefined)} />}
    </Pane>
  )
}

function columnsFor(edit: (id: string) => void): TableColumn<SystemUser>[] {
  const [username, ...others] = PROPERTIES
  const plain = others.map(
    ({ name, label }): TableColumn<SystemUser> => ({
      name: label,
      cell: (user) => <Text>{user[name] ?? ''}</Text>,
    }),
  )
  const status: TableColumn<SystemUser> = { name: 'Status', cell: (user) => <UserStatusChips user={user} /> }
  return [
    {
      name: username?.label ?? 'Username',
      cell: (user) => (
        <button type="button" class="link-button" onClick={() => edit(user._id)}>
          <Text>{user.username}</Text>
        </button>
      ),
    },
    // The article lists it after Display Name, where a narrow pane would hide it.
    status,
    ...plain,
  ]
}

function UserStatusChips({ user }: { readonly user: SystemUser }): VNode {
  const { state, password } = statusOf(user)
  return (
    <span class="status-chips">
      <Status tone={state === 'Active' ? 'good' : state === 'Suspended' ? 'bad' : 'plain'}>{state}</Status>
      {password !== 'Active' && <Status tone={password === 'Password Pending' ? 'warn' : 'bad'}>{password}</Status>}
    </span>
  )
}

/** A notice that the target does not write to JumpCloud, and which users JumpCloud would reject. */
function Projected(): VNode {
  const { value } = useLive('jumpcloud', () =>
    ownApi<{ readonly refusals: readonly ProjectedRefusal[] }>('GET', 'projection'),
  )
  const refusals = value?.refusals ?? []
  return (
    <>
      <Notice title="This target does not write to JumpCloud">
        The table shows what JumpCloud would store: each user as the target returns it, mapped by the article's table. A
        bridge that uses the address of the JumpCloud API that the console printed appears here by itself.
      </Notice>
      {refusals.length > 0 && (
        <Notice tone="warn" title="JumpCloud would reject">
          <ul>
            {refusals.map(({ userName, message }) => (
              <li key={userName}>
                <b>
                  <Text>{userName}</Text>
                </b>
                : <Text>{message}</Text>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}

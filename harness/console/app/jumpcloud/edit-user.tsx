import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { useConsole } from '../data/console.ts'
import { Button, Field } from '../ui/controls.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { type EditableProperty, PROPERTIES, type SystemUser, statusOf } from './system-user.ts'

/** The form in which JumpCloud's administrator edits a user. */
export function EditUser({ user, onClose }: { readonly user: SystemUser; readonly onClose: () => void }): VNode {
  const { jumpcloud } = useConsole()
  const [changes, setChanges] = useState<Readonly<Partial<Record<EditableProperty, string>>>>({})
  const [fault, setFault] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const { state, password } = statusOf(user)
  const perform = async (action: () => Promise<unknown>, isLast = false): Promise<void> => {
    setBusy(true)
    setFault(undefined)
    try {
      await action()
      setChanges({})
      if (isLast) onClose()
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }
  const path = `/systemusers/${user._id}`
  const put = (body: Readonly<Record<string, unknown>>) => (): Promise<unknown> => jumpcloud.send('PUT', path, body)
  return (
    <Dialog
      title={user.username}
      onClose={onClose}
      actions={
        <>
          <Button
            tone="danger"
            isBusy={isBusy}
            onClick={() => void perform(() => jumpcloud.send('DELETE', path), true)}
          >
            Delete User
          </Button>
          <Button
            tone="primary"
            isBusy={isBusy}
            isDisabled={Object.keys(changes).length === 0}
            onClick={() => void perform(put(changes))}
          >
            Save User
          </Button>
        </>
      }
    >
      <div class="form">
        {fault !== undefined && <Notice tone="bad">{fault}</Notice>}
        <Notice>
          Entra does not revert changes that are made here. It writes an attribute again when its value in Entra
          changes.
        </Notice>
        <p>
          User State: <b>{state}</b> · Password Status: <b>{password}</b>
        </p>
        <div class="button-row">
          {state === 'Suspended' ? (
            <Button isBusy={isBusy} onClick={() => void perform(put({ suspended: false }))}>
              Activate
            </Button>
          ) : (
            <Button isBusy={isBusy} onClick={() => void perform(put({ suspended: true }))}>
              Suspend
            </Button>
          )}
          <Button isBusy={isBusy} onClick={() => void perform(put({ password: 'Rehearsal-1-password' }))}>
            Set a password
          </Button>
          <Button isBusy={isBusy} onClick={() => void perform(() => jumpcloud.send('POST', `${path}/expire`))}>
            Expire the password
          </Button>
        </div>
        <div class="field-grid">
          {PROPERTIES.map(({ name, label }) => (
            <Field
              key={name}
              label={label}
              value={changes[name] ?? user[name] ?? ''}
              onInput={(value) => setChanges({ ...changes, [name]: value })}
            />
          ))}
        </div>
      </div>
    </Dialog>
  )
}

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { Choices, Field } from '../../ui/controls.tsx'
import type { JsonObject, User } from '../graph/types.ts'
import { changedProperties, formOf, missingFields, USER_SECTIONS, type UserForm } from '../model/user-form.ts'
import { Confirm } from '../ui/confirm.tsx'
import { useEntra } from '../ui/context.ts'
import { YES_NO } from '../ui/fields.tsx'
import { LoadedView } from '../ui/loaded.tsx'
import { ActionNotice } from '../ui/outcome.tsx'
import { PlaceLink, ScreenHead, Section } from '../ui/screen.tsx'
import { submission } from '../ui/submission.ts'
import { useAction } from '../ui/use-action.ts'
import { useDraft } from '../ui/use-draft.ts'
import { useGraph } from '../ui/use-graph.ts'

/** The properties of a user. */
export function UserScreen({ id }: { id: string }): VNode {
  const { operations } = useEntra()
  const data = useGraph(`user ${id}`, () => operations.users.get(id))
  return <LoadedView data={data}>{(user) => <UserDetails user={user} onSaved={data.reload} />}</LoadedView>
}

/** The form of a new user. */
export function NewUserScreen(): VNode {
  return <UserDetails user={undefined} onSaved={() => Promise.resolve()} />
}

interface UserDraft {
  readonly form: UserForm
  readonly isEnabled: boolean
}

function UserDetails({ user, onSaved }: { user: User | undefined; onSaved: () => Promise<void> }): VNode {
  const { operations, go } = useEntra()
  const stored: UserDraft = { form: formOf(user), isEnabled: user?.['accountEnabled'] !== false }
  const [draft, setDraft] = useDraft<UserDraft>(`user ${user?.id ?? ''}`)
  const { form, isEnabled } = draft ?? stored
  const [isTried, setTried] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const save = useAction()
  const missing = missingFields(form)
  const title = user === undefined ? 'New user' : user.displayName
  const saveAll = async (): Promise<string | undefined> => {
    const properties: JsonObject = {
      ...changedProperties(user, form),
      ...(isEnabled === stored.isEnabled && user !== undefined ? {} : { accountEnabled: isEnabled }),
    }
    if (user !== undefined) {
      await operations.users.change(user.id, properties)
      await onSaved()
      setDraft(undefined)
      return 'The user is saved. The next cycle provisions the change.'
    }
    const created = await operations.users.create({ ...properties, passwordProfile: { password: newPassword() } })
    setDraft(undefined)
    go({ screen: 'user', user: created.id })
    return undefined
  }
  return (
    <form
      noValidate
      onSubmit={submission({
        isRight: missing.length === 0,
        onTried: () => setTried(true),
        run: () => save.run(saveAll),
      })}
    >
      <ScreenHead title={title} note="User" outcome={<ActionNotice action={save} />}>
        <button type="submit" class="button button-primary" disabled={draft === undefined || save.isBusy}>
          {user === undefined ? 'Create' : 'Save'}
        </button>
        {user !== undefined && (
          <>
            <button
              type="button"
              class="button"
              disabled={save.isBusy}
              onClick={() =>
                save.run(async () => {
                  await operations.users.change(user.id, { accountEnabled: !stored.isEnabled })
                  if (draft !== undefined) setDraft({ ...draft, isEnabled: !stored.isEnabled })
                  return stored.isEnabled ? 'The account is disabled.' : 'The account is enabled.'
                })
              }
            >
              {stored.isEnabled ? 'Disable account' : 'Enable account'}
            </button>
            <button type="button" class="button" disabled={save.isBusy} onClick={() => setAsking(true)}>
              Delete
            </button>
          </>
        )}
        <PlaceLink to={{ screen: 'users' }} class="button">
          All users
        </PlaceLink>
      </ScreenHead>
      <div class="form">
        <Choices
          label="Account enabled"
          value={isEnabled ? 'yes' : 'no'}
          choices={YES_NO}
          onChange={(value) => setDraft({ form, isEnabled: value === 'yes' })}
        />
      </div>
      {USER_SECTIONS.map(({ title: section, fields }) => (
        <Section key={section} title={section}>
          <div class="form is-pairs">
            {fields.map(({ property, label, isRequired = false }) => (
              <Field
                key={property}
                label={label}
                isRequired={isRequired}
                value={form[property] ?? ''}
                onInput={(text) => setDraft({ form: { ...form, [property]: text }, isEnabled })}
                fault={isTried && missing.includes(label) ? 'Enter a value.' : undefined}
              />
            ))}
          </div>
        </Section>
      ))}
      {isAsking && user !== undefined && (
        <Confirm
          title="Delete user"
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false)
            save.run(async () => {
              await operations.users.remove(user.id)
              setDraft(undefined)
              go({ screen: 'deleted-users' })
            })
          }}
        >
          <p>
            Delete <bdi>{user.displayName}</bdi>? The user moves to Deleted users, and can be restored there.
          </p>
        </Confirm>
      )}
    </form>
  )
}

/** Graph requires a password of a new user; provisioning never reads it. */
const newPassword = (): string => `${crypto.randomUUID()}Aa1`

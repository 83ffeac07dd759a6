import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { Field } from '../../ui/controls.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useEntra } from '../ui/context.ts'
import { ActionNotice } from '../ui/outcome.tsx'
import { PlaceLink, ScreenHead } from '../ui/screen.tsx'
import { submission } from '../ui/submission.ts'
import { useAction } from '../ui/use-action.ts'

/** The kinds of new applications; the mock tenant supports only the last one. */
const KINDS = [
  ['proxy', 'Configure Application Proxy for secure remote access to an on-premises application', false],
  ['registration', "Register an application to integrate with Microsoft Entra ID (App you're developing)", false],
  ['non-gallery', "Integrate any other application you don't find in the gallery (Non-gallery)", true],
] as const

/** The form of a new application, after "Create your own application". */
export function NewApplicationScreen(): VNode {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <ScreenHead title="New application" note="Browse Microsoft Entra Gallery">
        <button type="button" class="button button-primary" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Create your own application
        </button>
        <PlaceLink to={{ screen: 'applications' }} class="button">
          Cancel
        </PlaceLink>
      </ScreenHead>
      {isOpen ? (
        <CreateForm />
      ) : (
        <Notice tone="info">
          <p>The mock tenant has no gallery. Select Create your own application.</p>
        </Notice>
      )}
    </>
  )
}

function CreateForm(): VNode {
  const { operations, go } = useEntra()
  const [name, setName] = useState('')
  const [isTouched, setTouched] = useState(false)
  const create = useAction()
  const isMissing = name.trim() === ''
  return (
    <form
      class="form"
      noValidate
      aria-label="Create your own application"
      onSubmit={submission({
        isRight: !isMissing,
        onTried: () => setTouched(true),
        run: () =>
          create.run(async () => {
            const { id } = await operations.applications.create(name.trim())
            go({ screen: 'overview', application: id })
          }),
      })}
    >
      <Field
        label="What's the name of your app?"
        placeholder="Input name"
        value={name}
        onInput={setName}
        isRequired
        fault={isTouched && isMissing ? 'Enter a name.' : undefined}
      />
      <fieldset class="field-group">
        <legend>What are you looking to do with your application?</legend>
        {KINDS.map(([kind, label, isThere]) => (
          <label key={kind} class="check-box">
            <input type="radio" name="kind" defaultChecked={isThere} disabled={!isThere} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <div class="button-row">
        <button type="submit" class="button button-primary" disabled={create.isBusy}>
          Create
        </button>
      </div>
      <ActionNotice action={create} />
    </form>
  )
}

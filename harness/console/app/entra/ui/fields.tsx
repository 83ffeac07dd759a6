import type { VNode } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import type { Choice } from '../../ui/controls.tsx'

export const YES_NO: readonly Choice<'yes' | 'no'>[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]
export const ON_OFF: readonly Choice<'on' | 'off'>[] = [
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
]

/** A field for the name of an attribute: one of a list, or any other name. */
export function AttributeField({
  label,
  value,
  names,
  onInput,
  fault,
}: {
  readonly label: string
  readonly value: string
  readonly names: readonly string[]
  readonly onInput: (value: string) => void
  readonly fault: string | undefined
}): VNode {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        class="is-code"
        list={`${id}-list`}
        value={value}
        required
        autocomplete="off"
        spellcheck={false}
        aria-invalid={fault === undefined ? undefined : 'true'}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <datalist id={`${id}-list`}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {fault !== undefined && (
        <p class="field-fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}

/** The time in milliseconds between the last key and the search. */
const PAUSE = 150

/** A field that searches its text when the user stops typing. */
export function SearchField({ label, onSearch }: { label: string; onSearch: (text: string) => void }): VNode {
  const id = useId()
  const [text, setText] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text), PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        placeholder="The beginning of a name"
        value={text}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </div>
  )
}

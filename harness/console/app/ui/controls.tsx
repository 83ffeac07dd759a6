import type { ComponentChildren, VNode } from 'preact'
import { useId } from 'preact/hooks'

interface ButtonProps {
  readonly children: ComponentChildren
  readonly onClick?: () => void
  /** `primary` is the one that goes on, `danger` removes something, `quiet` is beside others. */
  readonly tone?: 'plain' | 'primary' | 'danger' | 'quiet'
  readonly isDisabled?: boolean
  readonly isBusy?: boolean
  readonly type?: 'button' | 'submit'
  /** Whether a button that switches something on is on. */
  readonly isPressed?: boolean
  /** The accessible name, if the text alone does not say what the button is for. */
  readonly label?: string
}

/** A button. One that is busy says so and does nothing. */
export function Button(props: ButtonProps): VNode {
  const {
    children,
    onClick,
    tone = 'plain',
    isDisabled = false,
    isBusy = false,
    type = 'button',
    label,
    isPressed,
  } = props
  return (
    <button
      type={type}
      class={`button button-${tone}`}
      disabled={isDisabled}
      aria-disabled={isBusy ? 'true' : undefined}
      aria-busy={isBusy ? 'true' : undefined}
      aria-label={label}
      aria-pressed={isPressed}
      onClick={isBusy ? undefined : onClick}
    >
      {children}
    </button>
  )
}

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'password' | 'email' | 'number' | 'url'
  readonly hint?: ComponentChildren
  /** Why the value cannot be used. */
  readonly fault?: string | undefined
  readonly isRequired?: boolean
  readonly isDisabled?: boolean
  readonly placeholder?: string
  /** The number of lines; one is a field, more are a text area. */
  readonly lines?: number
  readonly isCode?: boolean
}

/** A labelled field. Its accessible name is the label. */
export function Field(props: FieldProps): VNode {
  const { label, value, onInput, type = 'text', hint, fault, isRequired = false, isDisabled = false } = props
  const { placeholder, lines = 1, isCode = false } = props
  const id = useId()
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`]
  const common = {
    id,
    value,
    placeholder,
    disabled: isDisabled,
    required: isRequired,
    spellcheck: false,
    class: isCode ? 'is-code' : '',
    'aria-invalid': fault === undefined ? undefined : ('true' as const),
    'aria-describedby': described.join(' ').trim() || undefined,
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines > 1 ? (
        <textarea {...common} rows={lines} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <input
          {...common}
          type={type as 'text'}
          autocomplete="off"
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
      {hint !== undefined && (
        <p class="note" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="field-fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}

/** One choice of a list. */
export interface Choice<Value extends string = string> {
  readonly value: Value
  readonly label: string
}

/** A labelled list of which one is chosen. */
export function Select<Value extends string>({
  label,
  value,
  choices,
  onChange,
  hint,
  isDisabled = false,
}: {
  readonly label: string
  readonly value: Value
  readonly choices: readonly Choice<Value>[]
  readonly onChange: (value: Value) => void
  readonly hint?: ComponentChildren
  readonly isDisabled?: boolean
}): VNode {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={isDisabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value as Value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p class="note" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** A labelled box that is checked or not. */
export function CheckBox({
  label,
  isOn,
  onChange,
  isDisabled = false,
}: {
  readonly label: ComponentChildren
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly isDisabled?: boolean
}): VNode {
  return (
    <label class="check-box">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  )
}

/** A labelled group of which one is chosen, all in sight: `Yes` and `No`. */
export function Choices<Value extends string>({
  label,
  value,
  choices,
  onChange,
  isDisabled = false,
}: {
  readonly label: string
  readonly value: Value
  readonly choices: readonly Choice<Value>[]
  readonly onChange: (value: Value) => void
  readonly isDisabled?: boolean
}): VNode {
  const name = useId()
  return (
    <fieldset class="choices" disabled={isDisabled}>
      <legend>{label}</legend>
      <div class="choices-row">
        {choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

import type { ComponentChildren, VNode } from 'preact'
import { useId } from 'preact/hooks'

interface ButtonProps {
  readonly children: ComponentChildren
  readonly onClick?: () => void
  /** `primary` continues, `danger` removes something, `quiet` is less prominent. */
  readonly tone?: 'plain' | 'primary' | 'danger' | 'quiet'
  readonly isDisabled?: boolean
  readonly isBusy?: boolean
  readonly type?: 'button' | 'submit'
  /** True if a toggle button is on. */
  readonly isPressed?: boolean
  /** The accessible name, if the text alone does not describe the button. */
  readonly label?: string
}

/** A button. While it is busy, it says so and does nothing. */
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
  /** The reason why the value cannot be used. */
  readonly fault?: string | undefined
  readonly isRequired?: boolean
  readonly isDisabled?: boolean
  readonly placeholder?: string
  /** The number of lines; more than one make a text area. */
  readonly lines?: number
  readonly isCode?: boolean
}

/** A field with a label, which is its accessible name. */
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

/** One option of a list. */
export interface Choice<Value extends string = string> {
  readonly value: Value
  readonly label: string
}

/** A list with a label, of which one option is selected. */
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

/** A check box with a label. */
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

/** A group of radio buttons with a label, such as `Yes` and `No`. */
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

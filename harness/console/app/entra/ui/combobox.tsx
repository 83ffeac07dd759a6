import type { VNode } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'

/** An option that can be selected. */
export interface Option {
  readonly id: string
  readonly label: string
  readonly note: string
}

/** The time in milliseconds between the last key and the search. */
const PAUSE = 150

/**
 * A field that searches while the user types, and offers the results (ARIA pattern "combobox with list
 * autocomplete").
 */
export function Combobox({
  label,
  search,
  chosen,
  onChoose,
}: {
  readonly label: string
  readonly search: (text: string) => Promise<readonly Option[]>
  readonly chosen: Option | undefined
  readonly onChoose: (option: Option | undefined) => void
}): VNode {
  const id = useId()
  const [text, setText] = useState(chosen?.label ?? '')
  const [options, setOptions] = useState<readonly Option[]>([])
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const [state, setState] = useState<'idle' | 'searching' | 'failed'>('idle')
  const searchNow = useRef(search)
  searchNow.current = search
  useEffect(() => setText(chosen?.label ?? ''), [chosen?.id])
  useEffect(() => {
    if (!isOpen) return
    let isCurrent = true
    setState('searching')
    const timer = setTimeout(
      () =>
        searchNow.current(text === chosen?.label ? '' : text).then(
          (found) => {
            if (!isCurrent) return
            setOptions(found)
            setActive(0)
            setState('idle')
          },
          () => isCurrent && setState('failed'),
        ),
      PAUSE,
    )
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [text, isOpen])
  const choose = (option: Option): void => {
    onChoose(option)
    setText(option.label)
    setOpen(false)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!isOpen) setOpen(true)
      else if (options.length > 0)
        setActive((active + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length)
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault()
      const option = options[active]
      if (option !== undefined && state === 'idle') choose(option)
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault()
      setOpen(false)
    }
  }
  return (
    <div class="field combobox">
      <label for={id}>{label}</label>
      <input
        id={id}
        role="combobox"
        type="text"
        value={text}
        placeholder="The beginning of a name"
        autocomplete="off"
        spellcheck={false}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && options.length > 0 ? `${id}-${active}` : undefined}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setOpen(true)}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setOpen(true)
          if (chosen !== undefined) onChoose(undefined)
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div class={isOpen ? 'combobox-list is-open' : 'combobox-list'}>
        <div role="listbox" id={`${id}-list`} aria-label="Results">
          {isOpen &&
            options.map((option, place) => (
              // The keys of the list are handled by the field.
              <div
                key={option.id}
                id={`${id}-${place}`}
                role="option"
                tabIndex={-1}
                aria-selected={place === active}
                class={place === active ? 'is-active' : undefined}
                onMouseDown={(event) => {
                  event.preventDefault()
                  choose(option)
                }}
              >
                <bdi>{option.label}</bdi>
                <span class="option-note">
                  <bdi>{option.note}</bdi>
                </span>
              </div>
            ))}
        </div>
        {isOpen && options.length === 0 && (
          <p class="combobox-note" role="status">
            {{ idle: 'No results', searching: 'Searching …', failed: 'The search failed.' }[state]}
          </p>
        )}
      </div>
    </div>
  )
}

import type { VNode } from 'preact'
import { type Theme, useTheme } from './theme.ts'

const THEMES: readonly (readonly [Theme, string])[] = [
  ['auto', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

/** Selects the page's colours: as the system prefers, light or dark. */
export function ThemeSwitch(): VNode {
  const [theme, choose] = useTheme()
  return (
    <fieldset class="theme-switch">
      <legend class="visually-hidden">Colours</legend>
      {THEMES.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name="theme" value={value} checked={theme === value} onChange={() => choose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}

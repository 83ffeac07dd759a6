import { useEffect, useState } from 'preact/hooks'

/** How the page is lit: as the system prefers, or as somebody chose. */
export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'scim-rehearsal-theme'

/** The theme, and how to choose another; the choice is kept where the browser lets pages keep something. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(stored)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
    // Canvases have no style sheet; they draw themselves anew.
    dispatchEvent(new Event('themechange'))
  }, [theme])
  const choose = (chosen: Theme): void => {
    try {
      localStorage.setItem(KEY, chosen)
    } catch {
      // Pages on disk may be kept from storing: the choice then lasts as long as the page.
    }
    setTheme(chosen)
  }
  return [theme, choose]
}

function stored(): Theme {
  try {
    const theme = localStorage.getItem(KEY)
    return theme === 'light' || theme === 'dark' ? theme : 'auto'
  } catch {
    return 'auto'
  }
}

/** Calls back whenever colours have changed. Returns how to stop that. */
export function onThemeChange(redraw: () => void): () => void {
  const preference = matchMedia('(prefers-color-scheme: dark)')
  addEventListener('themechange', redraw)
  preference.addEventListener('change', redraw)
  return () => {
    removeEventListener('themechange', redraw)
    preference.removeEventListener('change', redraw)
  }
}

/** The present value of a colour of the style sheet, such as `--ink`, for a canvas. */
export function colour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

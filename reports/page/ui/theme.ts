import { useEffect, useState } from 'preact/hooks'

/** The colours of the page: as the system prefers, or as the user selected. */
export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'scim-rehearsal-theme'

/** Returns the theme, and a function that changes it. The selection is stored if the browser allows it. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(stored)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
    // A canvas has no style sheet, so charts must be drawn again.
    dispatchEvent(new Event('themechange'))
  }, [theme])
  const choose = (chosen: Theme): void => {
    try {
      localStorage.setItem(KEY, chosen)
    } catch {
      // The browser may not let a page on disk store anything: the selection then lasts as long as the page.
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

/** Calls back whenever the colours have changed. Returns a function that ends this. */
export function onThemeChange(redraw: () => void): () => void {
  const preference = matchMedia('(prefers-color-scheme: dark)')
  addEventListener('themechange', redraw)
  preference.addEventListener('change', redraw)
  return () => {
    removeEventListener('themechange', redraw)
    preference.removeEventListener('change', redraw)
  }
}

/** Returns the current value of a colour of the style sheet, such as `--ink`, for a canvas. */
export function colour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

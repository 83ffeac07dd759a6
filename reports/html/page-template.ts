import { readFileSync } from 'node:fs'

/** What goes into the built page, each escaped for its place. */
export interface PageContent {
  readonly title: string
  readonly noscript: string
  readonly data: string
}

/** Fills the page that `npm ci` (or `npm run build:pages`) has built out of `app/`. Throws where it was not built. */
export function fillTemplate(content: PageContent): string {
  // From the last place to the first, so that none is looked for in what was put in; all of them stand before the script.
  const places = ['data', 'noscript', 'title'] as const
  return places.reduce((page, name) => {
    const place = `{{${name}}}`
    const at = page.indexOf(place)
    return page.slice(0, at) + content[name] + page.slice(at + place.length)
  }, readTemplate())
}

let template: string | undefined

function readTemplate(): string {
  try {
    template ??= readFileSync(new URL('./built/page.html', import.meta.url), 'utf8')
    return template
  } catch {
    throw new Error('the page of the report is not built; npm run build:pages builds it')
  }
}

import { readFileSync } from 'node:fs'

/** The content for the built page, each member escaped for its place. */
export interface PageContent {
  readonly title: string
  readonly noscript: string
  readonly data: string
}

/** Fills the page that `npm ci` (or `npm run build:pages`) has built from `app/`. Throws if it was not built. */
export function fillTemplate(content: PageContent): string {
  // The placeholders are replaced from the last to the first, so that inserted content is never searched for
  // placeholders. All of them are before the script.
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

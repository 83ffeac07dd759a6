import { readFileSync } from 'node:fs'
import { ExpectedError } from '../process/index.ts'

let page: string | undefined

/**
 * Reads the page that `npm ci` (or `npm run build:pages`) has built from `app/`. Throws ExpectedError if it was not
 * built.
 */
export function readPage(): string {
  try {
    page ??= readFileSync(new URL('./built/page.html', import.meta.url), 'utf8')
    return page
  } catch {
    throw new ExpectedError('the page of the console is not built; npm run build:pages builds it', 'usage')
  }
}

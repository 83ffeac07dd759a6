import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { renderHtml } from '../reports/index.ts'
import { findChromium, launchChromium } from '../test/support/chromium.ts'
import { longRehearsal } from '../test/support/long-rehearsal.ts'
import { temporaryFolder } from '../test/support/temporary-folder.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'

const EXCHANGES = 100_000
const MAX_MILLISECONDS = 1000
const MAX_BYTES = 20_000_000

// Runs within the page: records when the first row of the list exists.
const NOTE_FIRST_ROW = `
  new MutationObserver((_, observer) => {
    if (document.querySelector('.virtual-table tbody tr') === null) return
    globalThis.firstRow = performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })`
const READ_AND_SEEN = `[performance.getEntriesByType('navigation')[0].domInteractive, globalThis.firstRow]`
const filterBy = (words: string): string => `(async () => {
  const search = document.querySelector('input[type="search"]')
  const from = performance.now()
  search.value = ${JSON.stringify(words)}
  search.dispatchEvent(new Event('input', { bubbles: true }))
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  return performance.now() - from
})()`

/**
 * Measures how long it takes to write a report.html of a hundred thousand exchanges, to open it in Chromium, and to
 * filter it.
 */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchRow[]> {
  const exchanges = quick ? 1000 : EXCHANGES
  using folder = temporaryFolder()
  const file = join(folder.path, 'report.html')
  const { result, tape } = longRehearsal({ exchanges, checks: 800 })
  const started = performance.now()
  writeFileSync(file, await renderHtml(result, tape))
  const written = performance.now() - started
  const { size } = statSync(file)
  const rows: BenchRow[] = [
    { name: `${exchanges} exchanges written as a page`, value: Math.round(written), unit: 'ms' },
    { name: 'its size', value: size, unit: 'bytes', bound: 'below 20 MB', holds: size < MAX_BYTES },
  ]
  const executable = findChromium()
  if (executable === undefined) return rows
  const browser = await launchChromium(executable)
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(NOTE_FIRST_ROW)
    await page.goto(`${pathToFileURL(file).href}#/exchanges`)
    await page.waitForFunction('globalThis.firstRow')
    const [read = 0, seen = 0] = await page.evaluate<number[]>(READ_AND_SEEN)
    rows.push(
      { name: 'opened: from the address to the first row', value: Math.round(seen), unit: 'ms' },
      bounded('opened: from the file read to the first row', seen - read),
    )
    for (const words of ['delete', 'delete 400', 'x99999']) {
      const filtered = await page.evaluate<number>(filterBy(words))
      rows.push(bounded(`filtered by "${words}": from the key to the rows`, filtered))
    }
  } finally {
    await browser.close()
  }
  return rows
}

function bounded(name: string, milliseconds: number): BenchRow {
  return {
    name,
    value: Math.round(milliseconds),
    unit: 'ms',
    bound: 'within 1 s',
    holds: milliseconds < MAX_MILLISECONDS,
  }
}

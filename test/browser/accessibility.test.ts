import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { causesResult } from '../../reports/fixtures/causes-result.ts'
import { tape as shortTape } from '../../reports/fixtures/tape.ts'
import { type RehearsalResult, renderHtml } from '../../reports/index.ts'
import { openReport, startChromium } from '../support/chromium.ts'
import { longRehearsal } from '../support/long-rehearsal.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const VIEWS = [
  '/overview',
  '/findings',
  '/findings/entra.check-12',
  '/mapping',
  '/mapping/displayName',
  '/validation/username-max-length/username/1025%20characters',
  '/coverage',
  '/coverage/RFC%207644/3/3.1',
  '/checks',
  '/checks/scim.check-4',
  '/timings',
  '/exchanges',
  '/exchanges/x2',
  '/checks?words=nothing-is-like-that',
]
// Only this result has causes, abilities and Microsoft's tests.
const VIEWS_OF_CAUSES = [
  '/overview',
  '/findings',
  '/findings/entra.disable.legacy-string',
  '/findings/entra.patch.case-2?words=case-2',
  '/findings?words=nothing-is-like-that',
  '/microsoft',
  '/abilities',
  '/mapping/active',
  '/validation/username-max-length/username/1025%20characters',
  '/timings',
]

describe('accessibility of report.html', () => {
  const folder = temporaryFolder()
  const red = join(folder.path, 'red.html')
  const empty = join(folder.path, 'empty.html')
  const causes = join(folder.path, 'causes.html')
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  let browser: Browser | undefined

  before(async function () {
    browser = await startChromium(this)
    const { result, tape } = longRehearsal()
    writeFileSync(red, await renderHtml(result, tape))
    writeFileSync(
      causes,
      await renderHtml(causesResult, async function* () {
        yield* shortTape
      }),
    )
    writeFileSync(empty, await renderHtml(nothingIn(result), longRehearsal({ exchanges: 0 }).tape))
  })
  after(async () => {
    await browser?.close()
    folder[Symbol.dispose]()
  })

  for (const colours of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      it(`has no violation that axe-core finds, and no horizontal scrolling, in any view, ${colours}, ${width} pixels wide`, async () => {
        if (browser === undefined) throw new Error('no browser was started')
        for (const [file, views] of [
          [red, VIEWS],
          [empty, [...VIEWS, '/microsoft', '/abilities']],
          [causes, VIEWS_OF_CAUSES],
        ] as const) {
          const { page } = await openReport(browser, file, { colours, width })
          // axe-core is injected by the debugger, because the page runs only its own script.
          const session = await page.context().newCDPSession(page)
          await session.send('Runtime.evaluate', { expression: axe })
          const faults: string[] = []
          for (const view of views) {
            await page.evaluate((place) => location.replace(`#${place}`), view)
            await page.locator(`main[data-view="${view.split(/[/?]/)[1]}"] h1`).waitFor()
            await page.waitForFunction(() => document.querySelector('main .note')?.textContent !== 'reading …')
            await page.evaluate(() => {
              for (const part of document.querySelectorAll('main details')) part.setAttribute('open', '')
            })
            const { violations } = await page.evaluate(() => {
              const { axe: checker } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } }
              return checker.run()
            })
            for (const { id, nodes } of violations)
              for (const { html, failureSummary = '' } of nodes)
                faults.push(`${view} ${id}: ${html.slice(0, 200)} ${failureSummary}`)
            const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
            if (overhang > 0) faults.push(`${view} hangs over by ${overhang} pixels`)
          }
          expect(faults, file).to.deep.equal([])
          await page.context().close()
        }
      })
    }
  }
})

/** Returns the result of an interrupted or untestable run, in which every list is empty. */
function nothingIn(result: RehearsalResult): RehearsalResult {
  const { comparison: _, leftovers: __, ...rest } = result
  return {
    ...rest,
    verdict: 'untestable',
    summary: 'The target could not be tested: it did not answer.',
    reason: 'it did not answer',
    counts: { pass: 0, fail: 0, warn: 0, skip: 0, inapplicable: 0, error: 0, exchanges: 0 },
    checks: [],
    mapping: [],
    validation: [],
    coverage: { requirements: 0, blackBox: 0, checked: 0, played: 0 },
  }
}

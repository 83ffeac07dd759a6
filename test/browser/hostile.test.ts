import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { renderHtml } from '../../reports/index.ts'
import { openReport, startChromium } from '../support/chromium.ts'
import { longRehearsal } from '../support/long-rehearsal.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const HOSTILE = [
  '<script>globalThis.broken = 1; alert(1)</script>',
  '"><img src=x onerror="globalThis.broken = 1">',
  '<svg onload="globalThis.broken = 1"><use href="http://evil.example/x.svg#a"/></svg>',
  '<style>*{display:none!important;background:url(http://evil.example/css)}</style>',
  '</template></title></noscript><iframe src="javascript:parent.broken=1"></iframe>',
  '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
  'javascript:globalThis.broken=1',
  '\u202Egnp.exe\u2066\u2069\u200B\u0000\u001B[31m',
  '{{data}}{{title}}${globalThis.broken=1}',
  'W'.repeat(5000),
].join(' ')

const VIEWS = [
  'overview',
  'findings/scim.check-4',
  'mapping/displayName',
  'validation/username-max-length/username/1025%20characters',
  'coverage',
  'checks/scim.check-6',
  'timings',
  'exchanges',
  'exchanges/x1',
  'exchanges/x97',
]

describe('report.html of a hostile server', () => {
  const folder = temporaryFolder()
  let browser: Browser | undefined

  before(async function () {
    browser = await startChromium(this)
  })
  after(async () => {
    await browser?.close()
    folder[Symbol.dispose]()
  })

  it('shows script, SVG, CSS, direction marks and very long names as text: nothing runs, no request is sent, nothing overflows', async () => {
    if (browser === undefined) throw new Error('no browser was started')
    const file = join(folder.path, 'hostile.html')
    const { result, tape } = longRehearsal({ hostile: HOSTILE })
    const target = { ...result.target, baseUrl: `https://host.example/${HOSTILE}` }
    const requirement = { id: 'x', level: 'MUST', section: HOSTILE, url: 'javascript:globalThis.broken=1' } as const
    const checks = result.checks.map((check) => ({
      ...check,
      title: `${check.title}${HOSTILE}`,
      requirements: [requirement],
    }))
    writeFileSync(file, await renderHtml({ ...result, target, checks }, tape))
    for (const width of [1440, 390]) {
      const { page, requests, complaints } = await openReport(browser, file, { width })
      for (const view of VIEWS) {
        await page.evaluate((place) => location.replace(`#/${place}`), view)
        await page.locator(`nav [aria-current="page"][href="#/${view.split('/')[0]}"]`).waitFor()
        await page.evaluate(() => {
          for (const button of document.querySelectorAll<HTMLElement>('button[aria-expanded="false"]')) button.click()
        })
        const state = await page.evaluate(() => ({
          broken: 'broken' in globalThis,
          foreign: document.querySelectorAll('main :is(script, img, iframe, style, meta, use, object, embed)').length,
          links: [...document.querySelectorAll('a')].filter(({ protocol }) => !['file:', 'https:'].includes(protocol))
            .length,
          turned: /[\u202A-\u202E\u2066-\u2069]/.test(document.body.innerText),
          overhang: document.documentElement.scrollWidth - innerWidth,
        }))
        expect(state, view).to.deep.equal({ broken: false, foreign: 0, links: 0, turned: false, overhang: 0 })
      }
      await page.evaluate(() => location.replace('#/findings/scim.check-4'))
      await page.locator('.check-detail').waitFor()
      const text = await page.locator('.check-detail').innerText()
      expect(text).to.include('<script>globalThis.broken = 1; alert(1)</script>')
      expect(text).to.include('U+202E')
      expect(requests).to.deep.equal([])
      expect(complaints).to.deep.equal([])
      await page.context().close()
    }
  })

  it('contains 100 000 exchanges in less than 20 MB, searches them, and has elements for only a few', async () => {
    if (browser === undefined) throw new Error('no browser was started')
    const file = join(folder.path, 'large.html')
    const { result, tape } = longRehearsal({ exchanges: 100_000, checks: 800 })
    writeFileSync(file, await renderHtml(result, tape))
    expect(statSync(file).size).to.be.lessThan(20_000_000)
    const { page, complaints } = await openReport(browser, file, { at: '/exchanges' })
    await page.getByText('100,000 exchanges').waitFor()
    const elements = () => page.evaluate(() => document.querySelectorAll('*').length)
    const rows = page.locator('table[aria-label="Exchanges"]')
    expect(await rows.getAttribute('aria-rowcount')).to.equal('100001')
    expect(await elements()).to.be.lessThan(1000)
    await page.locator('.virtual-scroller').evaluate((list) => list.scrollTo(0, list.scrollHeight / 2))
    await page.locator('tr[data-place="50000"]').waitFor()
    expect(await elements()).to.be.lessThan(1000)
    await page.getByRole('searchbox').fill('x99999')
    await page.getByText('1 of 100,000 exchanges').waitFor()
    await page.evaluate(() => location.replace('#/checks'))
    await page.getByText('800 checks').waitFor()
    expect(await elements()).to.be.lessThan(1000)
    expect(complaints).to.deep.equal([])
  })
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { renderHtml } from '../../reports/index.ts'
import { type OpenReport, openReport, startChromium } from '../support/chromium.ts'
import { longRehearsal } from '../support/long-rehearsal.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('report.html in a browser', () => {
  const folder = temporaryFolder()
  const file = join(folder.path, 'report.html')
  const { result, tape } = longRehearsal()
  let browser: Browser | undefined
  let opened: OpenReport | undefined

  before(async function () {
    browser = await startChromium(this)
    writeFileSync(file, await renderHtml(result, tape))
  })
  afterEach(async () => {
    const { requests = [], complaints = [] } = opened ?? {}
    await opened?.page.context().close()
    opened = undefined
    expect(requests, 'a report makes no network requests').to.deep.equal([])
    expect(complaints, 'errors, or lines in the console').to.deep.equal([])
  })
  after(async () => {
    await browser?.close()
    folder[Symbol.dispose]()
  })

  const open = async (options: Parameters<typeof openReport>[2] = {}): Promise<Page> => {
    if (browser === undefined) throw new Error('no browser was started')
    opened = await openReport(browser, file, options)
    return opened.page
  }
  const heading = (page: Page) => page.locator('h1').innerText()

  it('begins with the verdict, and what to fix first', async () => {
    const page = await open()
    expect(await heading(page)).to.equal('Entra could not provision this server reliably.')
    const text = await page.locator('main').innerText()
    expect(text.indexOf('Fix these three first')).to.be.within(1, text.indexOf('The three steps'))
    for (const expected of ['Since the baseline', '1 user left behind', 'What was not checked', 'The run'])
      expect(text).to.include(expected)
  })

  it('leads to every view and back, and moves the focus to the heading', async () => {
    const page = await open()
    for (const view of ['Findings', 'Mapping', 'Validation', 'Coverage', 'Checks', 'Timings', 'Exchanges']) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click()
      await page.locator('h1:focus', { hasText: view }).waitFor()
    }
    await page.goBack()
    await page.locator('h1', { hasText: 'Timings' }).waitFor()
  })

  it('shows the finding in the URL, with rule, difference, exchanges and commands', async () => {
    const page = await open({ at: '/findings/entra.check-12' })
    const detail = page.locator('.check-detail')
    const text = await detail.innerText()
    for (const expected of [
      'check 12 holds',
      'Leavers keep their access (12)',
      'A server that supports PATCH applies the requested changes.',
      'curl -i -X PATCH',
      '--check entra.check-12',
    ])
      expect(text).to.include(expected)
    expect(await detail.locator('del').allInnerTexts()).to.deep.equal(['fals'])
    expect(await detail.locator('ins').allInnerTexts()).to.deep.equal(['tru'])
    expect(await detail.getByRole('link', { name: 'RFC 7644 §3.5' }).getAttribute('href')).to.equal(
      'https://www.rfc-editor.org/rfc/rfc7644#section-3.5',
    )
    await detail.locator('.arrows').last().click()
    await detail.getByText('"userName": "user-').first().waitFor()
  })

  it('says if there is no such finding', async () => {
    const page = await open({ at: '/findings/entra.nothing' })
    await page.getByText('There is no finding entra.nothing').waitFor()
  })

  it('copies a command unchanged', async () => {
    const page = await open({ at: '/findings/entra.check-12' })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy the request, with curl' }).click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).to.equal(
      result.checks.find(({ id }) => id === 'entra.check-12')?.curl,
    )
  })

  it('opens the samples of a row, those that differ first, with the differing characters marked', async () => {
    const page = await open({ at: '/mapping' })
    await page.getByRole('link', { name: 'displayName' }).click()
    const first = page.locator('.samples tr.is-differing').first()
    expect(await first.locator('.changed-by').innerText()).to.include('wrong at the target')
    expect(await first.locator('ins').first().innerText()).to.equal('.')
    expect(await first.locator('del').first().innerText()).to.equal('oe')
    await page.getByLabel('Samples').selectOption('differing')
    await page
      .getByText('6 samples ·')
      .or(page.getByText('6 samples', { exact: true }))
      .first()
      .waitFor()
    expect(await page.locator('.samples tbody tr').count()).to.equal(6)
  })

  it('shows a limit from both sides, and the result of an input', async () => {
    const page = await open({ at: '/validation' })
    expect(await page.locator('.side-accepted .input-chip').allInnerTexts()).to.deep.equal(['1023', '1024'])
    await page.getByRole('link', { name: '1025 characters' }).click()
    expect(await page.locator('.trial').innerText()).to.match(/Expected\s+refused\s+Target\s+accepted \(201\)/)
  })

  it('zooms into the map of requirements, down to one and its checks', async () => {
    const page = await open({ at: '/coverage' })
    await page.getByRole('link', { name: /^RFC 7644: 48 requirements/ }).click()
    await page.getByRole('navigation', { name: 'Place on the map' }).getByText('RFC 7644').waitFor()
    await page.getByRole('link', { name: /^§3: / }).click()
    await page.getByRole('link', { name: /^§3\.1: / }).click()
    await page.getByRole('link', { name: /^§3\.1\.1: / }).click()
    await page.locator('.area.is-leaf').first().click()
    await page.locator('.requirement-detail').waitFor()
    await page.goBack()
    await page.goBack()
    await page.getByRole('navigation', { name: 'Place on the map' }).getByText('§3.1 1').waitFor()
  })

  it('finds exchanges while the user types, without entries in the history', async () => {
    const page = await open({ at: '/timings' })
    await page.getByRole('link', { name: /^Exchanges/ }).click()
    await page.locator('h1', { hasText: 'Exchanges' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('delete X124')
    await page.getByText('1 of 200 exchanges').waitFor()
    expect(new URL(page.url()).hash).to.equal('#/exchanges?words=delete+X124')
    await page.goBack()
    await page.locator('h1', { hasText: 'Timings' }).waitFor()
  })

  it('leads through a list by the keyboard, and opens the focused row', async () => {
    const page = await open({ at: '/exchanges' })
    await page.locator('tbody tr a').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.locator('tr[data-place="2"] a:focus').waitFor()
    await page.keyboard.press('End')
    await page.locator('tr[data-place="199"] a:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('x200 ·').waitFor()
  })

  it('lets the keyboard skip the navigation', async () => {
    const page = await open()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('main')
  })

  it('filters checks by outcome, and gives the reason of each', async () => {
    const page = await open()
    await page.getByRole('link', { name: '5 skipped', exact: true }).click()
    await page.getByText('5 checks of 40').waitFor()
    expect(await page.locator('.column-reason').last().innerText()).to.include('active: expected true to equal false')
  })

  it('uses the colours of the system until the user selects others, and stores the selection', async () => {
    const page = await open({ colours: 'dark' })
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const dark = await ground()
    await page.getByRole('radio', { name: 'Light' }).check()
    const light = await ground()
    expect(light).to.not.equal(dark)
    await page.reload()
    await page.locator('h1').waitFor()
    expect(await ground()).to.equal(light)
  })

  it('prints everything: the verdict, every finding, mapping and validation', async () => {
    const page = await open({ at: '/exchanges' })
    const pdf = await page.pdf()
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0).to.be.greaterThan(3)
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    const printed = await page.locator('.printed').innerText()
    for (const { id, outcome } of result.checks)
      if (outcome === 'fail' || outcome === 'warn') expect(printed).to.include(id)
    for (const expected of ['Mapping', 'Validation', '--check entra.check-12']) expect(printed).to.include(expected)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.locator('h1', { hasText: 'Exchanges' }).waitFor()
  })
})

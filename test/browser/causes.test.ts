import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { causesResult } from '../../reports/fixtures/causes-result.ts'
import { tape } from '../../reports/fixtures/tape.ts'
import { type RehearsalResult, renderHtml } from '../../reports/index.ts'
import { type OpenReport, openReport, startChromium } from '../support/chromium.ts'
import { longRehearsal } from '../support/long-rehearsal.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('causes in report.html', () => {
  const folder = temporaryFolder()
  const file = join(folder.path, 'causes.html')
  const long = join(folder.path, 'long.html')
  let browser: Browser | undefined
  let opened: OpenReport | undefined

  const write = async (to: string, result: RehearsalResult, exchanges = tape): Promise<void> =>
    writeFileSync(
      to,
      await renderHtml(result, async function* () {
        yield* exchanges
      }),
    )
  before(async function () {
    browser = await startChromium(this)
    await write(file, causesResult)
    const many = longRehearsal({ checks: 400 })
    writeFileSync(long, await renderHtml(many.result, many.tape))
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

  const open = async (at: string, from = file): Promise<Page> => {
    if (browser === undefined) throw new Error('no browser was started')
    opened = await openReport(browser, from, { at })
    return opened.page
  }
  const causesOf = (page: Page) => page.locator('.finding-group > a .finding-name > bdi').allInnerTexts()

  it('begin with what to fix first, with impact, remedy and the number of unblocked checks', async () => {
    const page = await open('/overview')
    const first = page.locator('section', { has: page.getByRole('heading', { name: 'Fix these three first' }) })
    expect(await first.innerText()).to.include('that unblocks 17 checks')
    expect(await first.locator('h3').allInnerTexts()).to.deep.equal([
      'The string "False" does not deactivate a user',
      'Replace (capital R) is ignored or rejected',
      'Attribute names in filters are compared with letter case',
    ])
    expect(await first.locator('li').nth(1).innerText()).to.match(
      /No change of a user arrives\.\s+Fix\s+Compare op without regard to letter case\.\s+16 checks follow from it/,
    )
    expect(await page.locator('.banner').innerText()).to.include('The run was cut short after 412 requests')
  })

  it('have collapsed followers, with links in both directions', async () => {
    const page = await open('/findings')
    const group = page.locator('.finding-group', { hasText: 'Replace (capital R)' })
    expect(await group.getByText('PATCH case 2 is rejected').isVisible()).to.equal(false)
    await group.getByText('16 checks follow').click()
    await group.getByText('PATCH case 2 is rejected').click()
    const detail = page.locator('.check-detail')
    await detail.getByRole('heading', { name: 'PATCH case 2 is rejected' }).waitFor()
    await detail.getByRole('link', { name: 'Replace (capital R) is ignored or rejected' }).click()
    await detail.getByRole('heading', { name: 'Replace (capital R) is ignored or rejected' }).waitFor()
  })

  it('answer six questions in order', async () => {
    const page = await open('/findings/entra.disable.legacy-string')
    const text = await page.locator('.check-detail').innerText()
    const questions = [
      'The string "False" does not deactivate a user',
      'What happened here?',
      'What does it mean in production?',
      'How do I fix it?',
      'This works',
      'Entra sends this',
      'Where is the rule?',
      'How do I see it again?',
    ]
    const places = questions.map((question) => text.indexOf(question))
    expect(places).to.not.include(-1)
    expect(places).to.deep.equal([...places].sort((a, b) => a - b))
    expect(await page.locator('.diagnosis ins').allInnerTexts()).to.deep.equal(['"F', '"'])
    expect(await page.locator('.is-decisive').innerText()).to.match(/POST \/Users\s*the failing request/)
  })

  it('copy the script with one click', async () => {
    const page = await open('/findings/entra.disable.legacy-string')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy a script that shows the fault' }).click()
    await page.getByText('Copied').waitFor()
    const { script } = causesResult.checks.find(({ id }) => id === 'entra.disable.legacy-string') ?? {}
    expect(await page.evaluate(() => navigator.clipboard.readText())).to.equal(script)
  })

  it('are searched, filtered and sorted, and the URL contains the selection', async () => {
    const page = await open('/findings')
    await page.keyboard.press('/')
    await page.keyboard.type('returned: never')
    await page.getByText('1 of 6 causes').waitFor()
    expect(await causesOf(page)).to.deep.equal(['Responses contain the password'])
    await page.getByRole('searchbox').fill('')
    await page.getByLabel('Gravity').selectOption('1')
    await page.getByText('2 of 6 causes').waitFor()
    await page.getByLabel('Known').selectOption('unknown')
    await page.getByText('1 of 6 causes').waitFor()
    expect(new URL(page.url()).hash).to.equal('#/findings?gravity=1&known=unknown')
    await page.getByLabel('Gravity').selectOption('')
    await page.getByLabel('Known').selectOption('')
    await page.getByLabel('Section').selectOption('RFC 7644 §3.4.2.2')
    expect(await causesOf(page)).to.deep.equal(['Attribute names in filters are compared with letter case'])
    await page.getByLabel('Section').selectOption('')
    await page.getByLabel('Sort by').selectOption('followers')
    await page.locator('.finding-list').nth(1).waitFor()
    expect((await causesOf(page)).indexOf('Replace (capital R) is ignored or rejected')).to.equal(1)
  })

  it('are stepped through by j and k, and ? lists the keys', async () => {
    const page = await open('/findings/entra.disable.legacy-string')
    await page.keyboard.press('j')
    await page.getByRole('heading', { name: 'Replace (capital R) is ignored or rejected', level: 2 }).waitFor()
    await page.keyboard.press('k')
    await page.getByRole('heading', { name: 'The string "False" does not deactivate a user', level: 2 }).waitFor()
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keyboard' })
    await dialog.waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(new URL(page.url()).hash).to.equal('#/findings/entra.disable.legacy-string')
  })

  it('are stepped through in a table too, but not while the user types', async () => {
    const page = await open('/checks?outcome=fail')
    await page.keyboard.press('j')
    await page.waitForURL(/#\/checks\/[\w.-]+\?outcome=fail$/)
    const first = page.url()
    await page.keyboard.press('j')
    await page.waitForURL((url) => url.href !== first)
    await page.getByRole('searchbox').focus()
    await page.keyboard.type('jk')
    expect(await page.getByRole('searchbox').inputValue()).to.equal('jk')
  })

  for (const view of ['findings', 'checks'])
    it(`are visible in the list if a link leads to one far below: ${view}`, async () => {
      const page = await open(`/${view}/scim.check-388`, long)
      const selected = page.locator(view === 'findings' ? '.finding-group [aria-current="true"]' : 'tr.is-chosen')
      await selected.first().waitFor()
      const box = await selected.first().boundingBox()
      expect(box?.y, 'from the top').to.be.within(0, 900 - (box?.height ?? 0))
    })

  it('do not link to views without content', async () => {
    const names = async (page: Page) => page.locator('nav[aria-label="Views"] a span:first-child').allInnerTexts()
    expect(await names(await open('/overview'))).to.deep.equal([
      'Overview',
      'Findings',
      "Microsoft's tests",
      'Abilities',
      'Mapping',
      'Validation',
      'Checks',
      'Timings',
      'Exchanges',
    ])
    await opened?.page.context().close()
    const green = join(folder.path, 'green.html')
    const { abilities: _, ...target } = causesResult.target
    const checks = causesResult.checks.filter(
      ({ id, outcome }) => outcome === 'pass' && !/^(?:gallery|validator)\./.test(id),
    )
    await write(green, { ...causesResult, target, checks, mapping: [], validation: [] }, [])
    expect(await names(await open('/overview', green))).to.deep.equal(['Overview', 'Checks'])
  })

  it('have the abilities with their evidence', async () => {
    const page = await open('/abilities')
    const states = await page.locator('.abilities .badge').allInnerTexts()
    expect(states.map((text) => text.replaceAll(/\s+/g, ' '))).to.deep.equal(['✓ yes', '✕ no', '? unknown'])
    await page.getByLabel('State').selectOption('no')
    expect(await page.locator('.abilities tbody tr').allInnerTexts()).to.have.lengthOf(1)
    await page.getByRole('link', { name: 'x2' }).click()
    await page.getByText('x2 ·').waitFor()
  })

  it("count Microsoft's tests in a headline and list them in two tables", async () => {
    const page = await open('/microsoft')
    expect(await page.locator('h1').innerText()).to.equal('Gallery 2 of 4, Validator 1 of 3')
    expect(await page.locator('.microsoft-tests').count()).to.equal(2)
    expect(await page.locator('.microsoft-tests tbody tr').count()).to.equal(7)
  })

  it('do not blame a server for what only JumpCloud would reject', async () => {
    const page = await open('/validation/username-max-length/username/1025%20characters')
    expect(await page.locator('.trial').innerText()).to.include('JumpCloud would reject this')
    const chip = page.locator('td:last-child .input-chip')
    expect(await chip.getAttribute('class')).to.equal('input-chip outcome-inapplicable')
    expect(await page.locator('.limit-name .mark').getAttribute('class')).to.equal('mark state-pass')
    expect(await page.locator('.lead').innerText()).to.include('The target handled 2 of 2 inputs correctly.')
  })

  it('show at which step of the mapping a value changed, and where it became wrong', async () => {
    const page = await open('/mapping/active')
    const rows = page.locator('.sample-table tbody tr')
    expect(await rows.nth(0).locator('.changed-by').innerText()).to.equal('the mapping, JumpCloud')
    expect(await rows.nth(1).locator('.changed-by').innerText()).to.match(
      /the mapping, the target, JumpCloud\s+wrong at the target/,
    )
    expect(await page.locator('.sample-group h2').allInnerTexts()).to.deep.equal([
      'Create 1 sample',
      'Disable 1 sample, 1 wrong',
    ])
    await page.getByText('JumpCloud stores the opposite').waitFor()
  })

  it('have bodies of exchanges that can be searched', async () => {
    const page = await open('/exchanges?words=totalresults')
    await page.getByText('No exchanges match.').waitFor()
    await page.getByLabel('also in bodies').check()
    await page.getByText('1 of 3 exchanges').waitFor()
    expect(await page.locator('.virtual-table tbody a').innerText()).to.include('/Users?filter=userName eq "jane"')
  })

  it('count requirements so that sentence and legend agree', async () => {
    const page = await open('/coverage', long)
    const legend = await page.locator('.legend li').allInnerTexts()
    const sum = legend.reduce((total, text) => total + Number(/^\d+/.exec(text.trim())?.[0] ?? 0), 0)
    const lead = await page.locator('.lead').innerText()
    expect(lead).to.match(
      new RegExp(`^24 of ${sum} requirements were checked: 8 passed, 8 failed, 8 to look at\\. 8 requirements`),
    )
    const fills = await page.locator('.legend .swatch').evaluateAll((swatches) =>
      swatches.map((swatch) => {
        const { backgroundColor, backgroundImage, boxShadow } = getComputedStyle(swatch)
        return [backgroundColor, backgroundImage, boxShadow].join(' ')
      }),
    )
    expect(new Set(fills).size, 'each state looks different').to.equal(fills.length)
  })

  it('have percentiles of each endpoint', async () => {
    const page = await open('/timings', long)
    const rows = await page.locator('.endpoints tbody tr').allInnerTexts()
    expect(
      rows.some((row) => /^GET \/Users\?filter\s+50\s/.test(row)),
      rows.join('\n'),
    ).to.equal(true)
    expect(await page.locator('.endpoints thead').innerText()).to.match(/p50\s+p95\s+p99\s+Slowest/)
  })

  it('show on a third lifeline, between request and response, what the target wrote to JumpCloud', async () => {
    const finding = causesResult.checks.find(({ outcome, evidence }) => outcome === 'fail' && evidence.length > 0)
    const [id = ''] = finding?.evidence ?? []
    const [own] = tape
    if (finding === undefined || own === undefined) throw new Error('the example has a finding with an exchange')
    const call = {
      ...own,
      id: `${id}.1`,
      leg: 'jumpcloud' as const,
      request: {
        ...own.request,
        method: 'PUT',
        url: 'http://127.0.0.1/api/systemusers/5f',
        body: '{"suspended":true}',
      },
      response: { status: 400, headers: [], body: '{"message":"suspended is not a boolean"}' },
    }
    const three = join(folder.path, 'three.html')
    await write(three, causesResult, [...tape, call])
    const page = await open(`/findings/${finding.id}`, three)
    const diagram = page.locator('.sequence.has-three')
    expect(await diagram.locator('.lifeline-name').last().innerText()).to.equal('JumpCloud API')
    const downstream = diagram.locator('.arrows.is-downstream')
    expect(await downstream.innerText()).to.match(
      /PUT\s+\/api\/systemusers\/5f\s+400\s*,?\s*suspended is not a boolean/,
    )
    await downstream.click()
    expect(await diagram.locator('.exchange').innerText()).to.include('"suspended": true')
    await page.goto(page.url().replace(/#.*/, '#/exchanges'))
    expect(await page.locator('main').innerText(), 'the list has what the client sent').to.not.include('systemusers')
  })
})

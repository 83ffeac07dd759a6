import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { RunningConsole } from '../../harness/console/index.ts'
import { newIdentity } from '../../harness/console/index.ts'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { startChromium } from '../support/chromium.ts'
import { askConsole, configureConsole, openConsole, startTestConsole } from '../support/console.ts'

const HOSTILE = '<img src=x onerror="globalThis.broken = 1"><b>bold</b>\u202E'

describe('the console in a browser', () => {
  let browser: Browser | undefined
  const opened = (): Browser => {
    if (browser === undefined) throw new Error('no browser was started')
    return browser
  }
  before(async function () {
    browser = await startChromium(this)
  })
  after(() => browser?.close())

  const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
  const exchanges = (page: Page) => region(page, 'Traffic').getByRole('listitem')

  /** Provisions all users of a configured application. */
  const provision = async (running: RunningConsole) => {
    const configured = await configureConsole(running)
    await askConsole(running, 'POST', `/v1.0${configured.job}/start`)
    await askConsole(running, 'POST', '/__clock', { advance: 'PT0S' })
    return configured
  }

  it('performs the steps of the guide on request, and ticks each when it sees its effect', async () => {
    await using running = await startTestConsole({ users: 4 })
    const { page, complaints } = await openConsole(opened(), running)
    const guide = region(page, 'Guide')
    await guide.getByText('Start provisioning', { exact: true }).click()
    await guide.getByRole('button', { name: 'Do it for me: Start provisioning' }).click()
    await guide.getByText('9 of 10 steps done').waitFor()
    await guide.getByRole('button', { name: 'Do it for me: Disable a user' }).click()
    await guide.getByText('10 of 10 steps done').waitFor()
    await region(page, 'JumpCloud').getByText('Suspended').waitFor()
    // If an effect is undone, its tick is removed.
    const { body } = await askConsole(running, 'GET', '/v1.0/servicePrincipals')
    await askConsole(running, 'DELETE', `/v1.0/servicePrincipals/${body.value[0].id}`)
    await guide.getByText('3 of 10 steps done').waitFor()
    expect(complaints).to.deep.equal([])
    await page.context().close()
  })

  it('shows the changes of an exchange, copies it as curl without its secret, and sends it again', async () => {
    await using running = await startTestConsole({ users: 2 })
    const { userIds } = await provision(running)
    await askConsole(running, 'PATCH', `/v1.0/users/${userIds[0]}`, { accountEnabled: false })
    await askConsole(running, 'POST', '/__clock', { advance: 'PT40M' })
    const { page, complaints } = await openConsole(opened(), running)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const traffic = region(page, 'Traffic')
    await exchanges(page).filter({ hasText: 'PATCH' }).getByRole('button').click()
    const detail = traffic.getByRole('region', { name: /^Exchange e/ })
    await detail.getByText('What changed').waitFor()
    expect(await detail.locator('.changes li').allInnerTexts()).to.deep.equal(['active: true → false'])
    expect(await detail.locator('.message').last().locator('ins').allInnerTexts()).to.include('fals')
    await detail.getByRole('button', { name: 'Copy as curl the request' }).click()
    await detail.getByText('Copied').waitFor()
    const curl = await page.evaluate(() => navigator.clipboard.readText())
    expect(curl).to.match(/^curl -i -X PATCH 'http.*\$SCIM_TOKEN/)
    expect(curl).to.not.include(running.facts.target.secretToken)
    await detail.getByRole('button', { name: 'Send again' }).click()
    await exchanges(page).filter({ hasText: 'PATCH' }).filter({ hasText: 'again' }).waitFor()
    expect(complaints).to.deep.equal([])
    await page.context().close()
  })

  it('restores its filter after a reload, separately in two windows', async () => {
    await using running = await startTestConsole({ users: 2 })
    await provision(running)
    const first = await openConsole(opened(), running)
    const second = await openConsole(opened(), running)
    const total = await exchanges(first.page).count()
    await region(first.page, 'Traffic').getByLabel('Filter traffic').fill('post 201')
    await region(first.page, 'Traffic').getByText(`2 of ${total} exchanges`).waitFor()
    await first.page.reload()
    await region(first.page, 'Traffic').getByText(`2 of ${total} exchanges`).waitFor()
    expect(await region(second.page, 'Traffic').getByLabel('Filter traffic').inputValue()).to.equal('')
    // A change in one window appears in both.
    await region(second.page, 'JumpCloud').getByRole('button').first().click()
    const dialog = second.page.getByRole('dialog')
    await dialog.getByLabel('Job Title').fill('Edited by hand')
    await dialog.getByRole('button', { name: 'Save User' }).click()
    await region(first.page, 'JumpCloud').getByText('Edited by hand').waitFor()
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await region(first.page, 'JumpCloud').getByText('Suspended').waitFor()
    await dialog.getByRole('button', { name: /^Close/ }).click()
    // Entra does not revert this change.
    await askConsole(running, 'POST', '/__clock', { advance: 'PT40M' })
    await region(second.page, 'JumpCloud').getByText('Edited by hand').waitFor()
    await region(second.page, 'Traffic').getByRole('button', { name: 'Clear traffic' }).click()
    await region(first.page, 'Traffic').getByText('There are no requests yet').waitFor()
    expect([...first.complaints, ...second.complaints]).to.deep.equal([])
    await first.page.context().close()
    await second.page.context().close()
  })

  it('reconnects when its server was started again, and shows the new state', async () => {
    const identity = newIdentity()
    const first = await startTestConsole({ users: 1, identity })
    await provision(first)
    const { page } = await openConsole(opened(), first)
    await region(page, 'JumpCloud').getByText('1 user', { exact: true }).waitFor()
    const port = Number(new URL(first.url).port)
    await first.close()
    await page.getByText('The server does not respond').waitFor()
    const second = await startTestConsole({ users: 3, identity, port })
    await page.getByText('The server does not respond').waitFor({ state: 'detached' })
    await region(page, 'Guide').getByText('0 of 10 steps done').waitFor()
    await region(page, 'Traffic').getByText('There are no requests yet').waitFor()
    await provision(second)
    await region(page, 'JumpCloud').getByText('3 users', { exact: true }).waitFor()
    await exchanges(page).first().waitFor()
    await page.context().close()
    await second.close()
  })

  it('stays fluid with 10 000 exchanges: only visible ones exist, and the list follows the newest', async () => {
    await using running = await startTestConsole({ users: 1 })
    const add = (number: number): void => {
      const id = `e${number}`
      const startedDateTime = '2026-01-01T00:00:00.000Z'
      const url = `http://127.0.0.1/scim/v2/Users/${number}`
      running.log.end(
        { id, step: 'scim', method: 'GET', path: `/scim/v2/Users/${number}`, startedDateTime, time: 1, status: 200 },
        {
          id,
          cause: '',
          leg: 'scim',
          startedDateTime,
          time: 1,
          request: { method: 'GET', url, httpVersion: 'HTTP/1.1', headers: [] },
          response: { status: 200, headers: [], body: `{"id":"${number}"}` },
        },
      )
    }
    for (let number = 1; number <= 10_005; number += 1) add(number)
    const { page, complaints } = await openConsole(opened(), running)
    await region(page, 'Traffic').getByText('10,000 exchanges').waitFor()
    await exchanges(page).filter({ hasText: '/Users/10005' }).waitFor()
    expect(await exchanges(page).count()).to.be.below(80)
    add(10_006)
    await exchanges(page).filter({ hasText: '/Users/10006' }).getByRole('button').click()
    await region(page, 'Traffic').getByText('"id": "10006"').waitFor()
    await page.keyboard.press('Home')
    await exchanges(page).filter({ hasText: '/Users/7' }).first().waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.include('/Users/7')
    expect(
      await region(page, 'Traffic').locator('.flow-row[tabindex="0"]').count(),
      'one row for the Tab key',
    ).to.equal(1)
    // The list does not scroll while the user looks at old exchanges.
    add(10_007)
    await region(page, 'Traffic').getByLabel('Filter traffic').fill('/users/9999')
    await region(page, 'Traffic').getByText('1 of 10,000 exchanges').waitFor()
    expect(complaints).to.deep.equal([])
    await page.context().close()
  })

  it('shows markup in every value of a target, of JumpCloud and of a rule as text', async () => {
    await using scim = await listenScimServer()
    await using running = await startTestConsole({
      target: { kind: 'own', url: scim.url },
      people: { hostile: { displayName: HOSTILE, givenName: HOSTILE, jobTitle: HOSTILE }, '<b>': {} },
    })
    await provision(running)
    await askConsole(running, 'POST', '/jumpcloud/api/systemusers', {
      username: 'by-hand',
      email: 'by-hand@contoso.example',
      firstname: HOSTILE,
    })
    running.log.remark('e1', [{ id: HOSTILE, message: HOSTILE }])
    const { page, complaints } = await openConsole(opened(), running)
    await region(page, 'JumpCloud').getByText('U+202E').first().waitFor()
    await region(page, 'JumpCloud').getByText('JumpCloud would reject').waitFor()
    await exchanges(page).first().getByRole('button').click()
    await region(page, 'Traffic').locator('.notice-warn').waitFor()
    await exchanges(page).filter({ hasText: '201' }).first().getByRole('button').click()
    await region(page, 'Traffic').locator('pre').first().waitFor()
    await region(page, 'JumpCloud').getByRole('button', { name: 'by-hand' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await page.locator('img').count(), 'markup became elements').to.equal(0)
    expect(await page.evaluate(() => 'broken' in globalThis)).to.equal(false)
    expect(complaints).to.deep.equal([])
    await page.context().close()
  })

  it('runs a suite against a failing target with progress, opens the report, and reruns a finding', async () => {
    const token = 'token-of-the-target'
    await using scim = await listenScimServer({ token, deviation: ['location-with-blanks'] })
    await using running = await startTestConsole({
      target: { kind: 'own', url: scim.url, token },
      runOptions: ['--target', scim.url, '--token', token],
    })
    const { page } = await openConsole(opened(), running)
    const guide = region(page, 'Guide')
    await guide.getByLabel('Suite').selectOption('rfc7643')
    await guide.getByRole('button', { name: 'Run the suites' }).click()
    await guide.getByRole('progressbar').waitFor()
    await guide.getByText('nonconformant', { exact: true }).waitFor()
    await guide.getByRole('button', { name: 'Replay scim.exchange.references-are-uris' }).click()
    await guide.getByText('Its exchanges are in the traffic').waitFor()
    await exchanges(page).first().waitFor()
    await guide.getByRole('link', { name: 'Open the report' }).click()
    await page.locator('#main .verdict-chip').waitFor()
    await page.goBack()
    await guide.getByText('nonconformant', { exact: true }).waitFor()
    await page.context().close()
  })

  for (const colours of ['light', 'dark'] as const)
    for (const width of [1440, 390])
      it(`has no violation that axe-core finds, and no horizontal scrolling, ${colours}, ${width} pixels wide`, async () => {
        await using scim = await listenScimServer()
        await using running = await startTestConsole({
          target: { kind: 'own', url: scim.url },
          people: { 'jane.doe': {}, 'jürgen groß': {} },
        })
        const { page, complaints } = await openConsole(opened(), running, { width, colours })
        const faults = [...(await violations(page)).map((fault) => `empty: ${fault}`)]
        await configureConsole(running, { userName: 'userPrincipalName', hasGroups: true })
        await region(page, 'Guide').getByText('Groups are left on').waitFor()
        const { body } = await askConsole(running, 'GET', '/v1.0/servicePrincipals')
        const sync = `/v1.0/servicePrincipals/${body.value[0].id}/synchronization`
        const { body: jobs } = await askConsole(running, 'GET', `${sync}/jobs`)
        await askConsole(running, 'POST', `${sync}/jobs/${jobs.value[0].id}/start`)
        await askConsole(running, 'POST', '/__clock', { advance: 'PT0S' })
        await exchanges(page).first().getByRole('button').click()
        await region(page, 'Traffic').locator('pre').first().waitFor()
        for (const part of await page.locator('.guide-pane details').all())
          await part.evaluate((one) => one.setAttribute('open', ''))
        faults.push(...(await violations(page)).map((fault) => `filled: ${fault}`))
        expect(faults).to.deep.equal([])
        expect(complaints).to.deep.equal([])
        await page.context().close()
      })
})

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Returns the violations that axe-core finds in the page as it is now, and the elements that overflow. */
async function violations(page: Page): Promise<string[]> {
  // axe-core is injected by the debugger, because the page runs only its own script.
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe })
  const { violations: found } = await page.evaluate(() => {
    const { axe: checker } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } }
    return checker.run()
  })
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  return [
    ...found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    ),
    ...(overhang > 0 ? [`it hangs over by ${overhang} pixels`] : []),
  ]
}

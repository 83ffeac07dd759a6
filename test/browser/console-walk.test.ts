import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, Locator, Page } from 'playwright-core'
import type { RunningConsole } from '../../harness/console/index.ts'
import { startChromium } from '../support/chromium.ts'
import { root } from '../support/command.ts'
import { openConsole, startTestConsole } from '../support/console.ts'

/** Rows of Entra's own table that JumpCloud's article does not list. */
const UNLISTED = /^(?:externalId|preferredLanguage|name\.formatted|addresses|phoneNumbers|.*:manager)/

describe('the steps of the article in the console', () => {
  let browser: Browser | undefined
  before(async function () {
    browser = await startChromium(this)
  })
  after(() => browser?.close())

  for (const [name, target] of [
    ['the embedded stack', { kind: 'embedded' }],
    [
      'a bridge',
      {
        kind: 'own',
        url: 'http://127.0.0.1:{port}/scim/v2',
        token: 'token-of-the-bridge',
        spawn: `${process.execPath} ${join(root, 'examples', 'bridge', 'bridge.ts')}`,
      },
    ],
  ] as const) {
    it(`lead from a new application to the suspended user in JumpCloud: ${name}`, async () => {
      if (browser === undefined) throw new Error('no browser was started')
      await using running = await startTestConsole({ target, users: 6, groups: 0 })
      const { page, complaints } = await openConsole(browser, running)
      await walk(page, running)
      expect(complaints).to.deep.equal([])
      await page.context().close()
    })
  }
})

async function walk(page: Page, { facts }: RunningConsole): Promise<void> {
  const entra = page.getByRole('region', { name: 'Microsoft Entra', exact: true })
  const guide = page.getByRole('region', { name: 'Guide', exact: true })
  const jumpcloud = page.getByRole('region', { name: 'JumpCloud', exact: true })
  const press = (name: string): Promise<void> => entra.getByRole('button', { name, exact: true }).click()
  const follow = (name: string): Promise<void> => entra.getByRole('link', { name, exact: true }).click()
  const done = (title: string): Promise<void> => guide.getByText(`${title}, done`).waitFor()
  const saveMapping = async (): Promise<void> => {
    await press('Save')
    await entra.getByRole('dialog', { name: 'Save changes' }).getByRole('button', { name: 'Yes' }).click()
    await entra.getByText('Saved. The next cycle is an initial one.').waitFor()
  }

  await follow('New application')
  await press('Create your own application')
  await entra.getByLabel("What's the name of your app?").fill('JumpCloud')
  await entra.getByLabel("Integrate any other application you don't find in the gallery (Non-gallery)").check()
  await press('Create')
  await done('Create the application')

  await follow('Provisioning')
  await entra.getByLabel('Provisioning Mode').selectOption('Automatic')
  await entra.getByLabel('Tenant URL').fill(facts.target.tenantUrl)
  await entra.getByLabel('Secret Token').fill(facts.target.secretToken ?? '')
  await press('Test Connection')
  await entra.getByText('the supplied credentials are authorized').waitFor()
  await press('Save')
  await done('Enter Admin Credentials and test the connection')

  // The two mistakes of the article are visible before any request is sent.
  await guide.getByText('Groups are left on').waitFor()
  await guide.getByText('An e-mail address as username').waitFor()
  await guide.getByText(/JumpCloud would reject \d+ of 6 users/).waitFor()

  await follow('Provision Microsoft Entra ID Groups')
  await entra.getByRole('group', { name: 'Enabled' }).getByRole('radio', { name: 'No' }).check()
  await saveMapping()
  await done('Switch groups off')
  await guide.getByText('Groups are left on').waitFor({ state: 'detached' })

  await follow('Provisioning')
  await follow('Provision Microsoft Entra ID Users')
  for (const [target, source] of [
    ['userName', 'mailNickname'],
    ['emails[type eq "work"].value', 'userPrincipalName'],
  ] as const) {
    await follow(`Edit ${target}`)
    await entra.getByLabel('Source attribute').fill(source)
    await press('Ok')
    // The table of the mapping is there again.
    await entra.getByRole('link', { name: `Edit ${target}`, exact: true }).waitFor()
  }
  for (const button of await deleteButtons(entra)) await press(button)
  await saveMapping()
  await done('Map users by the article’s table')
  await guide.getByText('JumpCloud would accept this').waitFor()

  await follow('Users and groups')
  await follow('Add user/group')
  const people = entra.getByRole('list', { name: 'Users and groups' }).getByRole('checkbox')
  for (let place = 0; place < 2; place += 1) await people.nth(place).check()
  await press('Assign')
  await done('Assign users')
  const assigned = await entra.getByRole('table').getByRole('rowheader').allInnerTexts()
  const [first = ''] = assigned

  await follow('Provision on demand')
  await entra.getByRole('combobox', { name: 'Select a user or group' }).fill(first)
  await entra.getByRole('option').first().click()
  await press('Provision')
  await entra.getByRole('list', { name: 'Steps' }).waitFor()
  await done('Provision one user on demand')
  await done('Find the user in JumpCloud: Password Pending')
  const users = jumpcloud.getByRole('table', { name: 'Users' }).getByRole('row')
  await users.filter({ hasText: 'Password Pending' }).filter({ hasText: 'Active' }).waitFor()

  await follow('Provisioning')
  await entra.getByRole('group', { name: 'Provisioning Status' }).getByRole('radio', { name: 'On' }).check()
  await press('Save')
  await done('Start provisioning')
  // The heading row, and the assigned users.
  await page.waitForFunction(
    (count) => document.querySelectorAll('.jumpcloud-pane tbody tr').length === count,
    assigned.length,
  )

  await entra.getByRole('navigation', { name: 'Microsoft Entra' }).getByRole('link', { name: 'Users' }).click()
  await follow(first)
  await entra.getByRole('group', { name: 'Account enabled' }).getByRole('radio', { name: 'No' }).check()
  await press('Save')
  await press('Advance to the next cycle')
  await users.filter({ hasText: 'Suspended' }).waitFor()
  await guide.getByText('10 of 10 steps done').waitFor()
}

/** Returns the names of the buttons that delete rows that JumpCloud does not list. */
async function deleteButtons(entra: Locator): Promise<string[]> {
  const buttons = await entra.getByRole('button', { name: /^Delete / }).all()
  const names = await Promise.all(buttons.map(async (button) => (await button.getAttribute('aria-label')) ?? ''))
  return names.filter((name) => UNLISTED.test(name.replace(/^Delete /, '')))
}

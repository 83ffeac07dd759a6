import { createServer } from 'node:http'
import { expect } from 'chai'
import type { Browser, Locator, Page } from 'playwright-core'
import type { RunningConsole } from '../../harness/console/index.ts'
import { startChromium } from '../support/chromium.ts'
import { askConsole, startTestConsole } from '../support/console.ts'

const NON_GALLERY = '/v1.0/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate'
const HOSTILE = '<img src=x onerror="globalThis.broken = 1"><b>bold</b>'

describe('the Entra pane of the console', () => {
  let browser: Browser | undefined
  let running: RunningConsole | undefined

  before(async function () {
    browser = await startChromium(this)
    running = await startTestConsole()
  })
  after(async () => {
    await browser?.close()
    await running?.close()
  })

  /** Sends a request of Graph, as the page does. */
  async function graph<Shape>(method: string, path: string, body?: unknown): Promise<Shape> {
    if (running === undefined) throw new Error('no console was started')
    const answer = await askConsole(running, method, path, body)
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).to.be.lessThan(300)
    return answer.body
  }

  /** Creates an application with a job; with credentials if there is a target. */
  async function application(displayName: string, target?: { url: string; token: string }) {
    const { servicePrincipal } = await graph<{ servicePrincipal: { id: string } }>('POST', NON_GALLERY, { displayName })
    const synchronization = `/v1.0/servicePrincipals/${servicePrincipal.id}/synchronization`
    const job = await graph<{ id: string }>('POST', `${synchronization}/jobs`, { templateId: 'scim' })
    if (target !== undefined)
      await graph('PUT', `${synchronization}/secrets`, {
        value: [
          { key: 'BaseAddress', value: target.url },
          { key: 'SecretToken', value: target.token },
        ],
      })
    return { id: servicePrincipal.id, schemaPath: `${synchronization}/jobs/${job.id}/schema` }
  }

  /** Opens the console with a screen of the pane. */
  async function open(place: string) {
    if (browser === undefined || running === undefined) throw new Error('no browser was started')
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(200_000)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      // The tests cause rejected requests, which the browser logs.
      if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text())
    })
    await page.goto(`${running.url}#/${place}`)
    const pane = page.getByRole('region', { name: 'Microsoft Entra' })
    await pane.getByRole('heading', { level: 3 }).waitFor()
    return { page, pane, complaints }
  }

  const press = (pane: Locator, name: string) => pane.getByRole('button', { name, exact: true }).click()
  const saveMapping = async (pane: Locator) => {
    await press(pane, 'Save')
    await pane.getByRole('dialog', { name: 'Save changes' }).getByRole('button', { name: 'Yes' }).click()
    await pane.getByText('Saved. The next cycle is an initial one.').waitFor()
  }
  interface Row {
    readonly targetAttributeName: string
    readonly [name: string]: unknown
  }
  const rowsOf = async (path: string) => {
    const schema = await graph<Schema>('GET', path)
    return schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings)
  }
  interface Schema {
    readonly synchronizationRules: readonly {
      readonly objectMappings: readonly {
        readonly name: string
        readonly enabled: boolean
        readonly flowTypes: string
        readonly attributeMappings: readonly Row[]
        readonly [name: string]: unknown
      }[]
    }[]
  }

  it('edits, adds and deletes rows of a mapping, and saves only those changes', async () => {
    const { id, schemaPath } = await application('Mappings')
    const schema = await graph<Schema>('GET', schemaPath)
    const marked = (rows: readonly Row[]) => rows.map((row) => ({ ...row, custom: `of ${row.targetAttributeName}` }))
    await graph('PUT', schemaPath, {
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((mapping) => ({
          ...mapping,
          custom: 'kept',
          attributeMappings: marked(mapping.attributeMappings),
        })),
      })),
    })
    const [before] = await rowsOf(schemaPath)
    const { pane, page, complaints } = await open(`applications/${id}/provisioning`)
    await pane.getByRole('link', { name: 'Provision Microsoft Entra ID Users' }).click()
    await pane.getByRole('link', { name: 'Edit userName' }).click()
    await pane.getByLabel('Source attribute').fill('mailNickname')
    const first = await graph<{ value: readonly { mailNickname: string }[] }>('GET', '/beta/users?$top=1')
    expect(await pane.getByRole('status', { name: 'Value' }).getByRole('code').innerText()).to.equal(
      first.value[0]?.mailNickname,
    )
    await press(pane, 'Ok')
    await press(pane, 'Delete preferredLanguage')
    await pane.getByRole('link', { name: 'Add New Mapping' }).click()
    await pane.getByLabel('Mapping type').selectOption('Constant')
    await pane.getByLabel('Constant Value').fill('say "hi"')
    await press(pane, 'Ok')
    await pane.getByText('Enter a target attribute.').waitFor()
    await pane.getByLabel('Target attribute').fill('nickName')
    await pane.getByLabel('Default value if null').fill('none')
    await pane.getByLabel('Apply this mapping').selectOption('Only during object creation')
    await press(pane, 'Ok')
    await pane.getByRole('checkbox', { name: 'Delete' }).uncheck()
    // An input that was not saved is still there after a visit of another screen.
    await pane.getByRole('link', { name: 'Overview' }).click()
    await page.goBack()
    await saveMapping(pane)

    const [after, groups] = await rowsOf(schemaPath)
    expect(after?.flowTypes).to.equal('Add, Update')
    expect(after?.['custom']).to.equal('kept')
    const [userName, ...others] = after?.attributeMappings ?? []
    const added = others.pop()
    expect(userName).to.deep.include({ custom: 'of userName', matchingPriority: 1 })
    expect(userName?.['source']).to.deep.include({ expression: '[mailNickname]', name: 'mailNickname' })
    expect(added).to.deep.include({ targetAttributeName: 'nickName', defaultValue: 'none', flowType: 'ObjectAddOnly' })
    expect(added?.['source']).to.deep.include({ expression: '"say \\"hi\\""', type: 'Constant' })
    expect(others).to.deep.equal(
      before?.attributeMappings.filter(
        ({ targetAttributeName }) => !['userName', 'preferredLanguage'].includes(targetAttributeName),
      ),
    )
    expect(groups?.['custom']).to.equal('kept')
    expect(complaints).to.deep.equal([])
  })

  it('shows the error of an expression at its field with the position, and its value when it is right', async () => {
    const { id } = await application('Expressions')
    const { pane, complaints } = await open(`applications/${id}/mappings/1/0`)
    await pane.getByLabel('Mapping type').selectOption('Expression')
    const field = pane.getByRole('textbox', { name: 'Expression' })
    await field.fill('Join("-",\n  Trimm([givenName]))')
    await pane.getByText('(line 2, column 3)').waitFor()
    expect(await field.getAttribute('aria-invalid')).to.equal('true')
    expect(await pane.locator('pre').innerText()).to.match(/Trimm\(\[givenName\]\)\)\n {2}\^/)
    await press(pane, 'Ok')
    await press(pane, 'Go to line 2, column 3')
    expect(await field.evaluate((element) => (element as HTMLTextAreaElement).selectionStart)).to.equal(12)
    await field.fill('ToUpper([userPrincipalName])')
    await pane.getByRole('status', { name: 'Value' }).waitFor()
    expect(await field.getAttribute('aria-invalid')).to.equal(null)
    await press(pane, 'Ok')
    await pane.getByRole('heading', { name: 'Attribute Mapping', exact: true }).waitFor()
    await pane.getByText('ToUpper([userPrincipalName])').waitFor()
    expect(complaints).to.deep.equal([])
  })

  it('shows why a failing target fails and the reason of the quarantine, and ends the quarantine', async () => {
    if (running === undefined) throw new Error('no console was started')
    await using target = await brokenTarget()
    const { id } = await application('Red')
    const { pane, complaints } = await open(`applications/${id}/provisioning`)
    await pane.getByLabel('Tenant URL').fill(target.url)
    await pane.getByLabel('Secret Token').fill('secret')
    await press(pane, 'Test Connection')
    const alert = pane.getByRole('alert')
    await alert.getByText('the server responded with 500').waitFor()
    await alert.getByText('CredentialValidationUnavailable').waitFor()
    await pane.getByRole('radio', { name: 'On' }).check()
    await press(pane, 'Save')
    await pane.getByText('Quarantine: The connection to the application failed.').waitFor()
    await pane.getByText('EncounteredQuarantineException').waitFor()

    await press(pane, 'Fill in')
    await press(pane, 'Test Connection')
    await pane.getByText('the supplied credentials are authorized').waitFor()
    await press(pane, 'Save')
    await press(pane, 'Advance to the next cycle')
    await pane.getByText('1 initial cycle: no changes').waitFor()
    await pane.getByText('Provisioning runs every 40 minutes.').waitFor()
    await press(pane, 'Stop')
    await pane.getByText('Paused', { exact: true }).waitFor()
    expect(complaints).to.deep.equal([])
  })

  it('shows which inputs are missing, and what does not exist', async () => {
    const { servicePrincipal } = await graph<{ servicePrincipal: { id: string } }>('POST', NON_GALLERY, {
      displayName: 'Without a job',
    })
    const { id } = servicePrincipal
    const { page, pane } = await open(`applications/${id}/provision-on-demand`)
    const at = (place: string) => page.evaluate((address) => location.replace(`#/${address}`), place)
    await pane.getByText('Provisioning is not configured').waitFor()
    await at(`applications/${id}/mappings/1`)
    await pane.getByText('There is no such mapping').waitFor()
    await at(`applications/${id}/users-and-groups`)
    await pane.getByText('No application assignments found').waitFor()
    await at(`applications/${id}/provisioning`)
    await pane.getByLabel('Provisioning Mode').selectOption('Automatic')
    await press(pane, 'Save')
    await pane.getByText('Enter the Tenant URL.').waitFor()
    expect(await pane.getByLabel('Tenant URL').evaluate((field) => field === document.activeElement)).to.equal(true)
    await at('users/nobody')
    await pane.getByRole('alert').getByText('Request_ResourceNotFound').waitFor()
  })

  it('shows markup in every value as text', async () => {
    await using target = await brokenTarget(HOSTILE)
    const { id } = await application(HOSTILE, { url: target.url, token: HOSTILE })
    const user = await graph<{ id: string }>('POST', '/v1.0/users', {
      accountEnabled: true,
      displayName: HOSTILE,
      mailNickname: 'hostile',
      userPrincipalName: 'hostile@contoso.example',
      jobTitle: HOSTILE,
      passwordProfile: { password: 'x' },
    })
    await graph('POST', `/v1.0/users/${user.id}/appRoleAssignments`, {
      principalId: user.id,
      resourceId: id,
      appRoleId: '00000000-0000-0000-0000-000000000000',
    })
    const { page, pane, complaints } = await open('applications')
    const places = ['', '/users-and-groups', '/add-assignment', '/provisioning', '/mappings/1', '/mappings/1/0']
    for (const place of [...places.map((path) => `applications/${id}${path}`), 'users', `users/${user.id}`]) {
      await page.evaluate((address) => location.replace(`#/${address}`), place)
      await expectText(page, pane, place)
    }
    await page.evaluate((address) => location.replace(`#/${address}`), `applications/${id}/provision-on-demand`)
    await pane.getByRole('combobox').fill('<img')
    await pane.getByRole('option').first().click()
    await press(pane, 'Provision')
    await pane.getByRole('list', { name: 'Steps' }).waitFor()
    await expectText(page, pane, 'the result')
    expect(complaints).to.deep.equal([])
  })

  const expectText = async (page: Page, pane: Locator, place: string) => {
    await pane.getByText(HOSTILE).or(pane.locator('input')).first().waitFor()
    const foreign = await pane.locator('img, b, script, iframe').count()
    const isBroken = await page.evaluate(() => 'broken' in globalThis)
    expect({ foreign, isBroken }, place).to.deep.equal({ foreign: 0, isBroken: false })
  }
})

/** A server that responds to everything with 500. */
async function brokenTarget(text = 'broken') {
  const server = createServer((_request, response) => void response.writeHead(500).end(text))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/scim`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

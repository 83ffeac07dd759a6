import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { lintSchema } from '../../harness/cli/lint-schema.ts'
import { lintUsers } from '../../harness/cli/lint-tenant.ts'
import { type ConsoleTarget, type RunningConsole, startConsole } from '../../harness/console/index.ts'
import { createGraph } from '../../mocks/entra/graph/index.ts'
import { listSource, ordinaryUser, syntheticGroups, syntheticSource } from '../../mocks/entra/index.ts'
import { root } from './command.ts'

type ConsoleOptions = Parameters<typeof startConsole>[0]

/** The settings of a console that differ from the usual ones. */
export interface ConsoleOfTest extends Partial<Omit<ConsoleOptions, 'target'>> {
  readonly target?: ConsoleTarget
  /** Users of the synthetic tenant (5). */
  readonly users?: number
  /** Groups of the tenant (1). */
  readonly groups?: number
  /** Users in place of synthetic ones, by nickname, with their attributes. */
  readonly people?: Readonly<Record<string, Parameters<typeof ordinaryUser>[1]>>
  /** The options of `run` (--embedded). */
  readonly runOptions?: readonly string[]
}

/** Starts a console in this process, whose clock only advances on request; internal errors fail the test. */
export function startTestConsole(options: ConsoleOfTest = {}): Promise<RunningConsole> {
  const { users = 5, groups = 1, people, target = { kind: 'embedded' }, runOptions = ['--embedded'], ...rest } = options
  const source =
    people === undefined
      ? syntheticSource({ seed: 1, count: users })
      : listSource(Object.entries(people).map(([alias, attributes]) => ordinaryUser(alias, attributes)))
  const onFault = (error: unknown): void => {
    throw error
  }
  return startConsole({
    target,
    graph: ({ transport, token }) =>
      createGraph({ source, groups: syntheticGroups(source, groups), transport, token, onFault }),
    judgeSchema: async (schema, some) =>
      some === undefined
        ? { findings: lintSchema(schema) }
        : { findings: lintSchema(schema), users: await lintUsers(schema, some) },
    run: () => ({
      command: [process.execPath, join(root, 'harness', 'cli', 'bin.ts')],
      options: runOptions,
      environment: {},
    }),
    onFault,
    ...rest,
  })
}

/**
 * Sends a request to the console like a script: below the URL with the token, or at its origin with the credentials
 * of Graph or JumpCloud.
 */
export async function askConsole(
  { url, facts }: RunningConsole,
  method: string,
  path: string,
  body?: unknown,
): Promise<ConsoleAnswer> {
  const isGraph = /^\/(?:v1\.0|beta|__clock)/.test(path)
  const isJumpCloud = path.startsWith('/jumpcloud/')
  const response = await fetch(isGraph || isJumpCloud ? new URL(path, url) : url + path, {
    method,
    headers: {
      ...(isGraph ? { authorization: `Bearer ${facts.graph.token}` } : {}),
      ...(isJumpCloud ? { 'x-api-key': facts.jumpcloud.apiKey } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: isJson ? JSON.parse(text) : text }
}

/** A response, its body parsed. */
interface ConsoleAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of responses as clients do.
  readonly body: any
}

/** Configures an application as the article says, except for the given settings, and assigns all users. */
export async function configureConsole(
  console: RunningConsole,
  { userName = 'mailNickname', hasGroups = false }: { readonly userName?: string; readonly hasGroups?: boolean } = {},
): Promise<{ readonly servicePrincipalId: string; readonly job: string; readonly userIds: readonly string[] }> {
  const graph = async (method: string, path: string, body?: unknown) => {
    const answer = await askConsole(console, method, `/v1.0${path}`, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const { servicePrincipal } = await graph(
    'POST',
    '/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate',
    { displayName: 'JumpCloud' },
  )
  const sync = `/servicePrincipals/${servicePrincipal.id}/synchronization`
  const { id } = await graph('POST', `${sync}/jobs`, { templateId: 'scim' })
  const job = `${sync}/jobs/${id}`
  const { tenantUrl, secretToken = '' } = console.facts.target
  await graph('PUT', `${sync}/secrets`, {
    value: [
      { key: 'BaseAddress', value: tenantUrl },
      { key: 'SecretToken', value: secretToken },
    ],
  })
  const schema = await graph('GET', `${job}/schema`)
  for (const { objectMappings } of schema.synchronizationRules)
    for (const mapping of objectMappings)
      if (/group/i.test(mapping.targetObjectName)) mapping.enabled = hasGroups
      else mapping.attributeMappings = mapping.attributeMappings.flatMap((row: MappingRow) => articleRow(row, userName))
  await graph('PUT', `${job}/schema`, schema)
  const { value } = await graph('GET', '/users?$select=id')
  const role = servicePrincipal.appRoles.find((one: { displayName: string }) => one.displayName === 'User')
  for (const user of value)
    await graph('POST', `/servicePrincipals/${servicePrincipal.id}/appRoleAssignedTo`, {
      principalId: user.id,
      resourceId: servicePrincipal.id,
      appRoleId: role.id,
    })
  return {
    servicePrincipalId: servicePrincipal.id,
    job,
    userIds: value.map((user: { readonly id: string }) => user.id),
  }
}

interface MappingRow {
  readonly targetAttributeName: string
}

/** Returns the row of the article; empty if JumpCloud does not list it. */
function articleRow(row: MappingRow, userName: string): MappingRow[] {
  const sources: Readonly<Record<string, string>> = {
    userName,
    'name.givenName': 'givenName',
    'name.familyName': 'surname',
    'emails[type eq "work"].value': 'userPrincipalName',
    displayName: 'displayName',
    title: 'jobTitle',
  }
  if (row.targetAttributeName === 'active') return [row]
  const name = sources[row.targetAttributeName]
  return name === undefined
    ? []
    : [{ ...row, source: { expression: `[${name}]`, name, type: 'Attribute', parameters: [] } } as MappingRow]
}

/** A page of the console in a browser, with everything that it must not do. */
interface OpenConsole {
  readonly page: Page
  /** Errors, lines in the browser's console, and requests to other servers. */
  readonly complaints: readonly string[]
}

/** Opens the console by its URL. */
export async function openConsole(
  browser: Browser,
  { url }: Pick<RunningConsole, 'url'>,
  { width = 1440, colours = 'light' }: { readonly width?: number; readonly colours?: 'light' | 'dark' } = {},
): Promise<OpenConsole> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: colours })
  // A loaded machine may take long; the test's own time limit ends a test that hangs.
  context.setDefaultTimeout(200_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const { origin } = new URL(url)
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:')) complaints.push(request.url())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url)
  await page.getByText('steps done').waitFor()
  return { page, complaints }
}

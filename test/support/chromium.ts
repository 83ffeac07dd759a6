import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
]

/** Returns the path of the machine's Chromium; undefined if there is none. */
export function findChromium(): string | undefined {
  return PLACES.find((place) => place !== '' && existsSync(place))
}

/** Starts a Chromium without a window. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS })
}

/** Starts the machine's Chromium. Skips the tests with a reason if there is none. */
export async function startChromium(tests: Mocha.Context): Promise<Browser> {
  const executable = findChromium()
  if (executable === undefined) {
    process.stderr.write(
      `skipped: no Chromium for "${tests.test?.parent?.title ?? ''}"; apt-get install chromium brings it, CHROMIUM=PATH names another\n`,
    )
    return tests.skip()
  }
  return await launchChromium(executable)
}

/** A page of the report in a browser, with everything that a report must not do. */
export interface OpenReport {
  readonly page: Page
  /** Requests other than the one for the file itself. */
  readonly requests: readonly string[]
  /** Uncaught errors, and lines in the browser's console. */
  readonly complaints: readonly string[]
}

/** The options for opening a report. */
export interface OpenOptions {
  /** The fragment of the URL. */
  readonly at?: string
  readonly colours?: 'light' | 'dark'
  /** The width in CSS pixels. */
  readonly width?: number
}

/** Opens a report from disk, as a reader would. */
export async function openReport(
  browser: Browser,
  file: string,
  { at = '/', colours = 'light', width = 1440 }: OpenOptions = {},
): Promise<OpenReport> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: colours })
  const page = await context.newPage()
  const requests: string[] = []
  const complaints: string[] = []
  const address = pathToFileURL(file).href
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) requests.push(request.url())
  })
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(`${address}#${at}`)
  await page.locator('h1').first().waitFor()
  return { page, requests, complaints }
}

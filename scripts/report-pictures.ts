/**
 * Updates the pictures of report.html in docs/images: rehearses scimmy, a server with real findings, and takes
 * screenshots of its report. It needs Chromium; with the fonts Inter and JetBrains Mono installed, the pictures look
 * like those before.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findChromium, launchChromium } from '../test/support/chromium.ts'
import { root, scimRehearsal } from '../test/support/command.ts'
import { temporaryFolder } from '../test/support/temporary-folder.ts'

interface Picture {
  readonly name: string
  /** The fragment of the URL. */
  readonly at: string
  readonly colours: 'light' | 'dark'
  readonly height: number
}

const WIDTH = 1280
const PICTURES: readonly Picture[] = [
  { name: 'report-overview', at: '/overview', colours: 'light', height: 860 },
  { name: 'report-finding', at: '/findings/entra.disable.legacy-string', colours: 'dark', height: 1000 },
  { name: 'report-coverage', at: '/coverage', colours: 'light', height: 690 },
]

const executable = findChromium()
if (executable === undefined) throw new Error('the pictures are taken with Chromium; apt-get install chromium')
using folder = temporaryFolder()
const target = ['--target', 'http://127.0.0.1:{port}/scim', '--spawn', 'node test/targets/scimmy-server.ts']
const { stdout, stderr } = await scimRehearsal(['run', ...target, '--seed', '7', '--out', folder.path], {
  // The command is `node`, as the pictures show it, with any Node of this machine.
  environment: {
    SCIM_TOKEN: 'any-token',
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
  },
})
if (!stdout.includes('NONCONFORMANT')) throw new Error(`scimmy was not rehearsed: ${stderr}${stdout}`)
const images = join(root, 'docs', 'images')
mkdirSync(images, { recursive: true })
const browser = await launchChromium(executable)
for (const { name, at, colours, height } of PICTURES) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height }, colorScheme: colours })
  await page.goto(`${pathToFileURL(join(folder.path, 'report.html')).href}#${at}`)
  await page.locator('h1').first().waitFor()
  await page.evaluate('document.fonts.ready')
  const file = join(images, `${name}.png`)
  await page.screenshot({ path: file, animations: 'disabled' })
  // pngquant, if it is installed, reduces the file to a third.
  spawnSync('pngquant', ['--force', '--skip-if-larger', '--output', file, file])
  await page.close()
}
await browser.close()

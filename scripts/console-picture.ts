/**
 * Updates the picture of the console in docs/images: performs the steps of the guide, and then takes a screenshot. It
 * needs Chromium; with the fonts Inter and JetBrains Mono installed, the picture looks like the one before.
 */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findChromium, launchChromium } from '../test/support/chromium.ts'
import { root } from '../test/support/command.ts'

const executable = findChromium()
if (executable === undefined) throw new Error('the picture is taken with Chromium; apt-get install chromium')
const child = spawn(process.execPath, [join(root, 'harness', 'cli', 'bin.ts'), 'console'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const browser = await launchChromium(executable)
try {
  const address = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('console ')) resolve(line.slice('console '.length))
    }),
  )
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 }, colorScheme: 'light' })
  await page.goto(address)
  await page.getByText('Disable a user in Entra').click()
  await page.getByRole('button', { name: /^Do it for me: Disable/ }).click()
  await page.getByText('10 of 10 steps done').waitFor()
  const entra = page.getByRole('region', { name: 'Microsoft Entra', exact: true })
  await entra.getByRole('link', { name: 'JumpCloud' }).click()
  await entra.getByRole('link', { name: 'Provisioning', exact: true }).click()
  await entra.getByRole('link', { name: 'Provision Microsoft Entra ID Users' }).click()
  await entra.getByRole('heading', { name: 'Attribute Mappings' }).waitFor()
  await page.locator('.flow-row', { hasText: 'PATCH' }).click()
  await page.getByText('What changed').waitFor()
  await page.evaluate('document.fonts.ready')
  const file = join(root, 'docs', 'images', 'console.png')
  await page.screenshot({ path: file, animations: 'disabled' })
  // pngquant, if it is installed, reduces the file to a third.
  spawnSync('pngquant', ['--force', '--skip-if-larger', '--output', file, file])
} finally {
  await browser.close()
  child.kill('SIGINT')
}

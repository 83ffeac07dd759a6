/**
 * Builds the pages of the package from their apps: each is one file that contains its script and styles, locked by
 * hashes. Does nothing if a page is current.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { type BuiltPage, builtFrom, fingerprintOf, PAGES } from './support/pages.ts'

const root = join(import.meta.dirname, '..')

for (const page of Object.values(PAGES)) {
  const fingerprint = fingerprintOf(root, page)
  if (builtFrom(join(root, page.file)) === fingerprint) continue
  const { script, style } = await bundle(join(root, page.app))
  mkdirSync(join(root, page.file, '..'), { recursive: true })
  writeFileSync(join(root, page.file), assemble(page, { script, style, fingerprint }))
}

async function bundle(app: string): Promise<{ script: string; style: string }> {
  const built = await build({
    root: app,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      // These browsers support light-dark(), DecompressionStream and `inert`.
      target: ['chrome123', 'firefox120', 'safari17.5'],
      cssCodeSplit: false,
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(app, 'main.tsx'), output: { codeSplitting: false } },
    },
  })
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((bundled) =>
    'output' in bundled ? bundled.output : [],
  )
  const scripts = outputs.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
  const styles = outputs.flatMap((file) =>
    file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source)] : [],
  )
  const [script, ...more] = scripts
  if (script === undefined || more.length > 0 || outputs.length !== 1 + styles.length)
    throw new Error(
      `the page must be one script and its styles, not ${outputs.map(({ fileName }) => fileName).join(', ')}`,
    )
  return { script, style: styles.join('\n') }
}

/** Inserts script and styles into the frame, with a policy that lets the browser run and apply nothing else. */
function assemble(
  page: BuiltPage,
  { script, style, fingerprint }: { readonly script: string; readonly style: string; readonly fingerprint: string },
): string {
  // In HTML, `</script` ends a script in any place; in strings and regular expressions of the bundle, `<\/script`
  // means the same.
  const safeScript = script.trim().replaceAll(/<\/(script)/gi, '<\\/$1')
  if (safeScript.includes('<!--')) throw new Error('the script holds <!--, after which HTML reads it in another way')
  const parts: Readonly<Record<string, string>> = {
    policy: [
      "default-src 'none'",
      `script-src '${hash(safeScript)}'`,
      `style-src '${hash(style)}'`,
      'img-src data:',
      "base-uri 'none'",
      ...page.policy,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    fingerprint,
    style,
    script: safeScript,
  }
  const frame = readFileSync(join(root, page.app, 'frame.html'), 'utf8')
  return frame.replaceAll(
    /\/\* \{\{(\w+)\}\} \*\/|\{\{(\w+)\}\}/g,
    (place, code: string, text: string) => parts[code ?? text] ?? place,
  )
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

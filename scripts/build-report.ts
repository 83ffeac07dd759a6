/**
 * Builds the page of report.html out of reports/html/app: one file with script and styles inside, locked by hashes, into reports/html/built/.
 * Does nothing where that is current.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { builtFrom, fingerprintOf, PAGE_FILE } from './support/report-fingerprint.ts'

const root = join(import.meta.dirname, '..')
const app = join(root, 'reports', 'html', 'app')

const fingerprint = fingerprintOf(root)
if (builtFrom(join(root, PAGE_FILE)) !== fingerprint) {
  const { script, style } = await bundle()
  mkdirSync(join(root, PAGE_FILE, '..'), { recursive: true })
  writeFileSync(join(root, PAGE_FILE), assemble(script, style))
}

async function bundle(): Promise<{ script: string; style: string }> {
  const built = await build({
    root: app,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      // Where light-dark(), DecompressionStream and `inert` are at home.
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
      `the page is to be one script and its styles, not ${outputs.map(({ fileName }) => fileName).join(', ')}`,
    )
  return { script, style: styles.join('\n') }
}

/** Puts script and styles into the frame, and lets the browser run and apply nothing else. */
function assemble(script: string, style: string): string {
  // In HTML, `</script` ends a script wherever it stands; in the strings and patterns of the bundle, `<\/script` means the same.
  const safeScript = script.trim().replaceAll(/<\/(script)/gi, '<\\/$1')
  if (safeScript.includes('<!--')) throw new Error('the script holds <!--, after which HTML reads it in another way')
  const parts: Readonly<Record<string, string>> = {
    policy: [
      "default-src 'none'",
      `script-src '${hash(safeScript)}'`,
      `style-src '${hash(style)}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    fingerprint,
    style,
    script: safeScript,
  }
  const frame = readFileSync(join(app, 'frame.html'), 'utf8')
  return frame.replaceAll(
    /\/\* \{\{(\w+)\}\} \*\/|\{\{(\w+)\}\}/g,
    (place, code: string, text: string) => parts[code ?? text] ?? place,
  )
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

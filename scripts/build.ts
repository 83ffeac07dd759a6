/**
 * Builds the published package: JavaScript by Rolldown, types by tsc, and the files that are read at run time:
 * registers, the pages of report.html and of the console, the description of the API, the schema of the
 * configuration.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configSchema } from '../harness/index.ts'
import { jumpCloudDescription } from '../mocks/jumpcloud-api/index.ts'
import { bundle } from './support/bundle.ts'
import { PAGES } from './support/pages.ts'
import { publicTypes } from './support/public-types.ts'

const root = join(import.meta.dirname, '..')
rmSync(join(root, 'dist'), { recursive: true, force: true })
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
await bundle(root, join(root, 'dist'))
const { exports: entryPoints } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { readonly types: string }>
}
const types = publicTypes(
  Object.values(entryPoints).flatMap((entryPoint) =>
    typeof entryPoint === 'string' ? [] : [join(root, entryPoint.types)],
  ),
)
for (const file of globSync('dist/**/*.d.ts', { cwd: root })) if (!types.has(join(root, file))) rmSync(join(root, file))
cpSync(join(root, 'suites', 'requirements'), join(root, 'dist', 'suites', 'requirements'), { recursive: true })
cpSync(join(root, 'suites', 'causes.json'), join(root, 'dist', 'suites', 'causes.json'))
execFileSync(process.execPath, [join(root, 'scripts', 'build-pages.ts')], { cwd: root, stdio: 'inherit' })
for (const { file } of Object.values(PAGES)) cpSync(join(root, file), join(root, 'dist', file))
const description = `${JSON.stringify(jumpCloudDescription())}\n`
writeFileSync(join(root, 'dist', 'mocks', 'jumpcloud-api', 'openapi.json'), description)
const schemaFile = join(root, 'dist', 'harness', 'config', 'rehearsal-config.schema.json')
writeFileSync(schemaFile, `${JSON.stringify(configSchema, null, 2)}\n`)
chmodSync(join(root, 'dist', 'harness', 'cli', 'bin.js'), 0o755)

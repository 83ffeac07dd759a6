import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** The exit code and the output of a script. */
export interface ScriptRun {
  readonly code: number | null
  readonly output: string
}

/** Runs a script as a server's developer would: in a shell, with the URL and the token in the environment. */
export async function runScript(
  script: string,
  server: { readonly url: string; readonly token: string },
  { shell = ['sh'], kill }: { shell?: readonly string[]; kill?: (output: string) => boolean } = {},
): Promise<ScriptRun> {
  using folder = temporaryFolder()
  const file = join(folder.path, 'script.sh')
  writeFileSync(file, script)
  const [command = 'sh', ...options] = shell
  const child = spawn(command, [...options, file], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder.path, SCIM_URL: server.url, SCIM_TOKEN: server.token },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let isKilled = false
  const hear = (chunk: Buffer): void => {
    output += chunk.toString('utf8')
    if (isKilled || kill?.(output) !== true) return
    isKilled = true
    child.kill('SIGTERM')
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

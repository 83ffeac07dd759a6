import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A server in a separate process. */
export interface Started extends Disposable {
  readonly url: string
}

/** Starts a file of this folder and waits for the line with its base URL. Throws Error if it ends before. */
export async function started(file: string, ...argv: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) {
    const url = /^\S+ (http\S+)$/.exec(line)?.[1]
    if (url !== undefined) return { url, [Symbol.dispose]: () => void child.kill() }
  }
  throw new Error(`${file} ended before it listened`)
}

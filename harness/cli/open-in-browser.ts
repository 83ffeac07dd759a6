import { spawn } from 'node:child_process'

const COMMANDS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Opens a URL in the user's browser; if that fails, prints the reason to standard error. */
export function openInBrowser(url: string): void {
  const [command, ...before] = COMMANDS[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true })
  child.once('error', () => process.stderr.write('--open: no browser was found; open the address above\n'))
  child.unref()
}

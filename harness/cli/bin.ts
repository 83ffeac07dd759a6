#!/usr/bin/env node
// Any Node that supports modules can parse this file, so that an old one prints a message instead of a stack trace.
const MINIMUM_MAJOR = 24
const major = Number(process.versions.node.split('.')[0])
if (major < MINIMUM_MAJOR) {
  process.stderr.write(
    `scim-rehearsal needs Node ${MINIMUM_MAJOR} or newer, this is ${process.versions.node}: install it, or run \`npx -p node@${MINIMUM_MAJOR} -p scim-rehearsal scim-rehearsal\`\n`,
  )
  process.exitCode = 2
} else {
  // Node warns at each start that node:sqlite is experimental; a user of this command can do nothing about it.
  const emitWarning = process.emitWarning
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite is an experimental feature')) emitWarning(warning, ...rest)
  }) as typeof process.emitWarning
  // The compile cache saves the parsing of a thousand modules at each start; without a writable folder they are
  // parsed.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { main } = await import('./main.ts')
  await main(process.argv.slice(2))
}

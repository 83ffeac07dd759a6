#!/usr/bin/env node
// Parsed by any Node that knows modules, so that an old one gets a sentence in place of a stack trace.
const MINIMUM_MAJOR = 24
const major = Number(process.versions.node.split('.')[0])
if (major < MINIMUM_MAJOR) {
  process.stderr.write(
    `scim-rehearsal needs Node ${MINIMUM_MAJOR} or newer, this is ${process.versions.node}: install it, or run \`npx -p node@${MINIMUM_MAJOR} -p scim-rehearsal scim-rehearsal\`\n`,
  )
  process.exitCode = 2
} else {
  // node:sqlite announces itself as experimental at each start; nothing a user of this command can act on.
  const emitWarning = process.emitWarning
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite is an experimental feature')) emitWarning(warning, ...rest)
  }) as typeof process.emitWarning
  // A thousand modules are parsed and compiled at each start otherwise; where no folder can be written, that is what happens.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { main } = await import('./main.ts')
  await main(process.argv.slice(2))
}

import { runOptions } from '../../index.ts'

/**
 * Returns the `rehearsal.config.ts` that `init` writes: the target, and further options as comments, from the table of
 * options.
 */
export function configTemplate(target: string | undefined): string {
  const examples = Object.values(runOptions).flatMap(({ example }) =>
    example === undefined ? [] : [`  // ${example.says}\n  // ${example.line}\n`],
  )
  return `import { defineConfig } from 'scim-rehearsal'

// Every option of \`scim-rehearsal run\` can be set here, by the name of its flag; flags override this file. Paths are relative to this file.
export default defineConfig({
  // The Tenant URL, as entered in Entra; ?aadOptscim062020 at its end selects the newer dialect.
  ${target === undefined ? "// target: 'https://host/scim/v2'," : `target: ${quoted(target)},`}
  // The secret token is read from SCIM_TOKEN in the environment.

${examples.join('\n')}})
`
}

/** Returns the same as JSON, for projects without TypeScript or without this package. */
export function jsonConfigTemplate(target: string | undefined): string {
  const config = {
    $schema: './node_modules/scim-rehearsal/dist/harness/config/rehearsal-config.schema.json',
    ...(target === undefined ? {} : { target }),
    failOn: 'must',
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

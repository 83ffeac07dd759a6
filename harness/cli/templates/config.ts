/** `rehearsal.config.ts` as `init` writes it. */
export function configTemplate(target: string | undefined): string {
  return `import { defineConfig } from 'scim-rehearsal'

// Every option of \`scim-rehearsal run\` can stand here, by its flag's name; flags win. Paths are relative to this file.
export default defineConfig({
  // What one types into Entra as Tenant URL; ?aadOptscim062020 behind it chooses the newer dialect.
  ${target === undefined ? "// target: 'https://host/scim/v2'," : `target: ${quoted(target)},`}
  // The secret token is read from SCIM_TOKEN in the environment.

  // Start your server for the run, and stop it afterwards. It gets PORT and SCIM_TOKEN; {port} in target is replaced.
  // spawn: 'node server.js',

  // Your tenant's attribute mappings: Provisioning, Attribute mappings, Show advanced options, Review your schema, Download.
  // schema: 'schema.json',

  // suite: ['rfc7643', 'rfc7644', 'entra'],
  reporter: ['console', 'json', 'junit', 'html'],
  failOn: 'must',
})
`
}

/** The same as JSON, for projects without TypeScript or where this package is not installed. */
export function jsonConfigTemplate(target: string | undefined): string {
  const config = {
    $schema: './node_modules/scim-rehearsal/dist/harness/config/rehearsal-config.schema.json',
    ...(target === undefined ? {} : { target }),
    reporter: ['console', 'json', 'junit', 'html'],
    failOn: 'must',
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

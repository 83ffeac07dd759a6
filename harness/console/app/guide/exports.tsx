import type { VNode } from 'preact'
import type { Setup } from './setup.ts'

/** Links to the files that the user can export. */
export function Exports({ setup: { servicePrincipal, job } }: { readonly setup: Setup }): VNode {
  const query = servicePrincipal === undefined ? '' : `?servicePrincipal=${servicePrincipal.id}`
  const files = [
    ...(job === undefined
      ? []
      : [
          { path: `export/schema.json${query}`, label: 'Schema (JSON)' },
          { path: `export/configure.mjs${query}`, label: 'Graph script' },
        ]),
    { path: `export/rehearsal.config.ts${query}`, label: 'rehearsal.config.ts' },
    { path: 'export/recording.har', label: 'Recording (HAR)' },
    { path: 'export/tape.ndjson', label: 'Recording (tape)' },
  ]
  return (
    <section class="exports" aria-label="Export">
      <h3>Export</h3>
      <ul>
        {files.map(({ path, label }) => (
          <li key={path}>
            <a href={path} download>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

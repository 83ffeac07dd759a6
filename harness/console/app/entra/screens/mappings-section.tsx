import type { VNode } from 'preact'
import type { JsonObject } from '../graph/types.ts'
import { mappingsOf } from '../model/mapping.ts'
import { PlaceLink, Section } from '../ui/screen.tsx'

/** The object mappings of a job. */
export function MappingsSection({ id, schema }: { id: string; schema: JsonObject }): VNode {
  return (
    <Section title="Mappings">
      <p class="muted">Mappings define how data flows between Microsoft Entra ID and the application.</p>
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Enabled</th>
          </tr>
        </thead>
        <tbody>
          {mappingsOf(schema).map(({ name, isEnabled }, place) => (
            <tr key={place}>
              <th scope="row">
                <PlaceLink to={{ screen: 'mapping', application: id, mapping: place, row: 'none' }}>
                  <bdi>{name}</bdi>
                </PlaceLink>
              </th>
              <td>{isEnabled ? 'Yes' : 'No'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

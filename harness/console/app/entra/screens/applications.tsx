import type { VNode } from 'preact'
import { useEntra } from '../ui/context.ts'
import { Empty, LoadedView } from '../ui/loaded.tsx'
import { instant, PlaceLink, ScreenHead } from '../ui/screen.tsx'
import { useGraph } from '../ui/use-graph.ts'

/** The list of applications. */
export function ApplicationsScreen(): VNode {
  const { operations } = useEntra()
  const data = useGraph('applications', operations.applications.list)
  return (
    <>
      <ScreenHead title="Enterprise applications">
        <PlaceLink to={{ screen: 'new-application' }} class="button button-primary">
          New application
        </PlaceLink>
      </ScreenHead>
      <LoadedView data={data}>
        {(applications) =>
          applications.length === 0 ? (
            <Empty title="No applications">Select New application to create the first one.</Empty>
          ) : (
            <table class="grid">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Application ID</th>
                  <th scope="col">Created on (UTC)</th>
                </tr>
              </thead>
              <tbody>
                {applications.map(({ id, appId, displayName, createdDateTime }) => (
                  <tr key={id}>
                    <th scope="row">
                      <PlaceLink to={{ screen: 'overview', application: id }}>
                        <bdi>{displayName}</bdi>
                      </PlaceLink>
                    </th>
                    <td>
                      <code>{appId}</code>
                    </td>
                    <td class="is-instant">{instant(createdDateTime)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </LoadedView>
    </>
  )
}

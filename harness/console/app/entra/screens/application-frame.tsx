import type { ComponentChildren, VNode } from 'preact'
import type { ServicePrincipal } from '../graph/types.ts'
import type { ApplicationScreen, Place } from '../model/place.ts'
import { useEntra } from '../ui/context.ts'
import { LoadedView } from '../ui/loaded.tsx'
import { PlaceLink } from '../ui/screen.tsx'
import { useGraph } from '../ui/use-graph.ts'

const TABS: readonly (readonly [ApplicationScreen, string])[] = [
  ['overview', 'Overview'],
  ['users-and-groups', 'Users and groups'],
  ['provisioning', 'Provisioning'],
  ['provision-on-demand', 'Provision on demand'],
  ['provisioning-logs', 'Provisioning logs'],
]

/** Screens without their own tab, with the tab that they belong to. */
const WITHIN: Readonly<Record<string, ApplicationScreen>> = {
  mapping: 'provisioning',
  'add-assignment': 'users-and-groups',
}

/** The name of an application and its tabs, around one of its screens. */
export function ApplicationFrame({
  place,
  children,
}: {
  place: Extract<Place, { readonly application: string }>
  children: (application: ServicePrincipal) => ComponentChildren
}): VNode {
  const { operations } = useEntra()
  const data = useGraph(place.application, () => operations.applications.get(place.application))
  const current = WITHIN[place.screen] ?? place.screen
  return (
    <LoadedView data={data}>
      {(application) => (
        <>
          <p class="application-name">
            <bdi>{application.displayName}</bdi>
          </p>
          <nav class="application-tabs" aria-label="Application">
            {TABS.map(([screen, title]) => (
              <PlaceLink key={screen} to={{ screen, application: place.application }} isCurrent={screen === current}>
                {title}
              </PlaceLink>
            ))}
          </nav>
          {children(application)}
        </>
      )}
    </LoadedView>
  )
}

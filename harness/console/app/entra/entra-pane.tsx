import type { VNode } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import type { GraphClient } from '../data/graph-client.ts'
import { Pane } from '../ui/pane.tsx'
import { createOperations } from './graph/operations.ts'
import type { Place } from './model/place.ts'
import { AddAssignmentScreen } from './screens/add-assignment.tsx'
import { ApplicationFrame } from './screens/application-frame.tsx'
import { ApplicationsScreen } from './screens/applications.tsx'
import { DeletedUsersScreen } from './screens/deleted-users.tsx'
import { LogsScreen } from './screens/logs.tsx'
import { MappingScreen } from './screens/mapping.tsx'
import { NewApplicationScreen } from './screens/new-application.tsx'
import { OnDemandScreen } from './screens/on-demand.tsx'
import { OverviewScreen } from './screens/overview.tsx'
import { ProvisioningScreen } from './screens/provisioning.tsx'
import { TimeBar } from './screens/time-bar.tsx'
import { NewUserScreen, UserScreen } from './screens/user.tsx'
import { UsersScreen } from './screens/users.tsx'
import { UsersAndGroupsScreen } from './screens/users-and-groups.tsx'
import { type Entra, EntraContext } from './ui/context.ts'
import { PlaceLink } from './ui/screen.tsx'
import { usePlace } from './ui/use-place.ts'

/** The part of the Entra admin center that provisioning needs. Every action is a request to Microsoft Graph. */
export function EntraPane({ graph }: { readonly graph: GraphClient }): VNode {
  const operations = useMemo(() => createOperations(graph), [graph])
  const { place, href, go } = usePlace()
  const drafts = useRef(new Map<string, unknown>()).current
  const entra: Entra = { operations, place, href, go, drafts }
  return (
    <EntraContext.Provider value={entra}>
      <Pane title="Microsoft Entra" className="entra-pane" tools={<AreaLinks place={place} />}>
        <div class="pane-body">
          <Screen place={place} />
        </div>
        <TimeBar />
      </Pane>
    </EntraContext.Provider>
  )
}

const USER_SCREENS = ['users', 'deleted-users', 'new-user', 'user']

function AreaLinks({ place }: { place: Place }): VNode {
  const isUsers = USER_SCREENS.includes(place.screen)
  return (
    <nav class="entra-areas" aria-label="Microsoft Entra">
      <PlaceLink to={{ screen: 'applications' }} isCurrent={!isUsers}>
        Enterprise applications
      </PlaceLink>
      <PlaceLink to={{ screen: 'users' }} isCurrent={isUsers}>
        Users
      </PlaceLink>
    </nav>
  )
}

function Screen({ place }: { place: Place }): VNode {
  switch (place.screen) {
    case 'applications':
      return <ApplicationsScreen />
    case 'new-application':
      return <NewApplicationScreen />
    case 'users':
      return <UsersScreen />
    case 'deleted-users':
      return <DeletedUsersScreen />
    case 'new-user':
      return <NewUserScreen />
    case 'user':
      return <UserScreen key={place.user} id={place.user} />
    default:
      return (
        <ApplicationFrame key={place.application} place={place}>
          {(application) => {
            switch (place.screen) {
              case 'overview':
                return <OverviewScreen application={application} />
              case 'users-and-groups':
                return <UsersAndGroupsScreen application={application} />
              case 'add-assignment':
                return <AddAssignmentScreen application={application} />
              case 'provisioning':
                return <ProvisioningScreen application={application} />
              case 'mapping':
                return <MappingScreen key={place.mapping} application={application} place={place} />
              case 'provision-on-demand':
                return <OnDemandScreen application={application} />
              case 'provisioning-logs':
                return <LogsScreen application={application} />
            }
          }}
        </ApplicationFrame>
      )
  }
}

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { ServicePrincipal } from '../graph/types.ts'
import { Confirm } from '../ui/confirm.tsx'
import { useEntra } from '../ui/context.ts'
import { ActionNotice } from '../ui/outcome.tsx'
import { Facts, instant, PlaceLink, ScreenHead, Section } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'

/** The properties of an application, and the first step. */
export function OverviewScreen({ application }: { application: ServicePrincipal }): VNode {
  const { operations, go } = useEntra()
  const { id, appId, displayName, createdDateTime } = application
  const [isAsking, setAsking] = useState(false)
  const remove = useAction()
  return (
    <>
      <ScreenHead title="Overview" outcome={<ActionNotice action={remove} />}>
        <button type="button" class="button" disabled={remove.isBusy} onClick={() => setAsking(true)}>
          Delete application
        </button>
      </ScreenHead>
      <Section title="Properties">
        <Facts
          rows={[
            ['Name', <bdi key="name">{displayName}</bdi>],
            ['Application ID', <code key="app">{appId}</code>],
            ['Object ID', <code key="object">{id}</code>],
            ['Created on (UTC)', instant(createdDateTime)],
            ['Single sign-on', 'Disabled. Provisioning does not depend on it.'],
          ]}
        />
      </Section>
      <Section title="Getting started">
        <ol class="getting-started">
          <li>
            <PlaceLink to={{ screen: 'users-and-groups', application: id }}>Assign users and groups</PlaceLink>
            <span>Provide specific users and groups access to the application.</span>
          </li>
          <li>
            <PlaceLink to={{ screen: 'provisioning', application: id }}>Provision user accounts</PlaceLink>
            <span>Create and delete user accounts in the application automatically.</span>
          </li>
        </ol>
      </Section>
      {isAsking && (
        <Confirm
          title="Delete application"
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false)
            remove.run(async () => {
              await operations.applications.remove(id)
              go({ screen: 'applications' })
            })
          }}
        >
          <p>
            Delete <bdi>{displayName}</bdi> with its provisioning job, credentials and assignments?
          </p>
        </Confirm>
      )}
    </>
  )
}

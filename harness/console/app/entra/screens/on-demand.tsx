import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { ServicePrincipal } from '../graph/types.ts'
import { mappingsOf } from '../model/mapping.ts'
import { type ObjectResult, readOnDemand } from '../model/steps.ts'
import { Combobox, type Option } from '../ui/combobox.tsx'
import { useEntra } from '../ui/context.ts'
import { Empty, LoadedView } from '../ui/loaded.tsx'
import { ActionNotice } from '../ui/outcome.tsx'
import { PlaceLink, ScreenHead } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'
import { useDraft } from '../ui/use-draft.ts'
import { useGraph } from '../ui/use-graph.ts'
import { ObjectResultView, OutcomePill } from './object-result.tsx'

/** A user or group to provision. */
interface Subject extends Option {
  readonly kind: 'User' | 'Group'
}

const LISTED = 20

/** The form that provisions one user or group at once. */
export function OnDemandScreen({ application: { id } }: { application: ServicePrincipal }): VNode {
  const { operations } = useEntra()
  const data = useGraph(id, async () => {
    const [job, secrets] = await Promise.all([operations.job.find(id), operations.job.secrets(id)])
    if (job === undefined || secrets.every(({ key }) => key !== 'BaseAddress')) return null
    return { jobId: job.id, mappings: mappingsOf(await operations.schema.get(id, job.id)) }
  })
  const [subject, setSubject] = useDraft<Subject>(`on demand ${id}`)
  const [result, setResult] = useState<{ readonly name: string; readonly result: ObjectResult } | undefined>(undefined)
  const provision = useAction()
  const search = async (text: string): Promise<readonly Subject[]> => {
    const [users, groups] = await Promise.all([
      operations.users.find(text, LISTED),
      operations.users.findGroups(text, LISTED),
    ])
    return [
      ...users.value.map(
        (user): Subject => ({ id: user.id, label: user.displayName, note: user.userPrincipalName, kind: 'User' }),
      ),
      ...groups.value.map(
        (group): Subject => ({ id: group.id, label: group.displayName, note: 'Group', kind: 'Group' }),
      ),
    ]
  }
  return (
    <LoadedView data={data}>
      {(value) => {
        const rule = value?.mappings.find(({ kind }) => kind === (subject?.kind ?? 'User'))
        const run = async (chosen: Subject, jobId: string, ruleId: string): Promise<undefined> => {
          setResult(undefined)
          const answer = await operations.job.provisionOnDemand(id, jobId, {
            ruleId,
            objectId: chosen.id,
            objectTypeName: chosen.kind,
          })
          setResult({ name: chosen.label, result: readOnDemand(answer) })
          return undefined
        }
        return (
          <>
            <ScreenHead title="Provision on demand">
              <button
                type="button"
                class="button button-primary"
                disabled={value === null || subject === undefined || provision.isBusy}
                onClick={() => {
                  if (value !== null && subject !== undefined)
                    provision.run(() => run(subject, value.jobId, rule?.ruleId ?? ''))
                }}
              >
                {provision.isBusy ? 'Provisioning …' : 'Provision'}
              </button>
            </ScreenHead>
            {value === null ? (
              <Empty title="Provisioning is not configured">
                Save the Admin Credentials in{' '}
                <PlaceLink to={{ screen: 'provisioning', application: id }}>Provisioning</PlaceLink> first.
              </Empty>
            ) : (
              <div class="form">
                <p class="muted">Select a user or group to provision it now, without waiting for the next cycle.</p>
                <Combobox
                  label="Select a user or group"
                  search={search}
                  chosen={subject}
                  onChoose={(option) => setSubject(option as Subject | undefined)}
                />
                {subject?.kind === 'Group' && <p class="muted">The first five members are provisioned with a group.</p>}
              </div>
            )}
            <ActionNotice action={provision} />
            {result !== undefined && (
              <section class="section" aria-label="Result">
                <h4>
                  <bdi>{result.name}</bdi>: {result.result.action} <OutcomePill outcome={result.result.outcome} />
                </h4>
                <ObjectResultView result={result.result} />
              </section>
            )}
          </>
        )
      }}
    </LoadedView>
  )
}

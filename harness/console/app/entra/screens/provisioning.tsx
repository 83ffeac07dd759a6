import type { VNode } from 'preact'
import type { Job, JsonObject, KeyValue, ServicePrincipal } from '../graph/types.ts'
import { useEntra } from '../ui/context.ts'
import { LoadedView } from '../ui/loaded.tsx'
import { useGraph } from '../ui/use-graph.ts'
import { ProvisioningForm } from './provisioning-form.tsx'

/** The data of the provisioning screen; job and schema are undefined before the first save. */
export interface ProvisioningData {
  readonly job: Job | undefined
  readonly secrets: readonly KeyValue[]
  readonly schema: JsonObject | undefined
}

const REFRESH = 2500

/** The provisioning of an application: its job, credentials, mappings and settings. */
export function ProvisioningScreen({ application }: { application: ServicePrincipal }): VNode {
  const { operations } = useEntra()
  const { id } = application
  const data = useGraph(
    id,
    async (): Promise<ProvisioningData> => {
      const [job, secrets] = await Promise.all([operations.job.find(id), operations.job.secrets(id)])
      return { job, secrets, schema: job === undefined ? undefined : await operations.schema.get(id, job.id) }
    },
    REFRESH,
  )
  return (
    <LoadedView data={data}>
      {(value) => <ProvisioningForm application={application} onSaved={data.reload} {...value} />}
    </LoadedView>
  )
}

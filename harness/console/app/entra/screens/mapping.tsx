import type { VNode } from 'preact'
import type { JsonObject, ServicePrincipal } from '../graph/types.ts'
import { type ListedMapping, mappingAt, mappingsOf, withAttribute, withMapping } from '../model/mapping.ts'
import type { Place, RowPlace } from '../model/place.ts'
import { useEntra } from '../ui/context.ts'
import { Empty, LoadedView } from '../ui/loaded.tsx'
import { PlaceLink } from '../ui/screen.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { useGraph } from '../ui/use-graph.ts'
import { AttributeEditor } from './attribute-editor.tsx'
import { MappingTable } from './mapping-table.tsx'

/** The mapping of one object type: its table, or one row of it. Edits stay until they are saved or discarded. */
export function MappingScreen({
  application: { id },
  place,
}: {
  application: ServicePrincipal
  place: Extract<Place, { readonly screen: 'mapping' }>
}): VNode {
  const { operations } = useEntra()
  const data = useGraph(`schema ${id}`, async () => {
    const job = await operations.job.find(id)
    return job === undefined ? null : { jobId: job.id, schema: await operations.schema.get(id, job.id) }
  })
  return (
    <LoadedView data={data}>
      {(value) => {
        const listed = value === null ? undefined : mappingsOf(value.schema)[place.mapping]
        return value === null || listed === undefined ? (
          <Empty title="There is no such mapping">
            <PlaceLink to={{ screen: 'provisioning', application: id }}>Provisioning</PlaceLink> lists the mappings.
          </Empty>
        ) : (
          <LoadedMapping
            id={id}
            number={place.mapping}
            row={place.row}
            listed={listed}
            onSaved={data.reload}
            {...value}
          />
        )
      }}
    </LoadedView>
  )
}

function LoadedMapping({
  id,
  jobId,
  schema,
  number,
  row,
  listed,
  onSaved,
}: {
  readonly id: string
  readonly jobId: string
  readonly schema: JsonObject
  readonly number: number
  readonly row: RowPlace
  readonly listed: ListedMapping
  /** Loads the saved schema. */
  readonly onSaved: () => Promise<void>
}): VNode {
  const { operations, go } = useEntra()
  const [draft, setDraft] = useDraft<JsonObject>(`mapping ${id} ${number}`)
  const mapping = draft ?? mappingAt(schema, listed.place) ?? {}
  const toTable = (): void => go({ screen: 'mapping', application: id, mapping: number, row: 'none' })
  if (row !== 'none')
    return (
      <AttributeEditor
        key={row}
        id={id}
        jobId={jobId}
        schema={schema}
        mapping={mapping}
        number={row === 'new' ? undefined : row}
        isUser={listed.kind === 'User'}
        onDone={(attribute) => {
          setDraft(withAttribute(mapping, row === 'new' ? Number.MAX_SAFE_INTEGER : row, attribute))
          toTable()
        }}
        onCancel={toTable}
      />
    )
  return (
    <MappingTable
      id={id}
      number={number}
      mapping={mapping}
      isChanged={draft !== undefined}
      onChange={setDraft}
      onDiscard={() => setDraft(undefined)}
      onSave={async () => {
        // The latest schema is loaded first, because another window may have saved the other mapping.
        const latest = await operations.schema.get(id, jobId)
        await operations.schema.put(id, jobId, withMapping(latest, listed.place, mapping))
        await onSaved()
        setDraft(undefined)
      }}
    />
  )
}

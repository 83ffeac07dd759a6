import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { CheckBox, Choices } from '../../ui/controls.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { JsonObject } from '../graph/types.ts'
import { textOf } from '../model/json.ts'
import { ACTIONS, hasFlow, type MappingRow, rowsOf, scopeSize, withFlow, withoutAttribute } from '../model/mapping.ts'
import { Confirm } from '../ui/confirm.tsx'
import { YES_NO } from '../ui/fields.tsx'
import { ActionNotice } from '../ui/outcome.tsx'
import { Facts, PlaceLink, ScreenHead, Section } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'

/** The attribute mapping of an object type. */
export function MappingTable({
  id,
  number,
  mapping,
  isChanged,
  onChange,
  onDiscard,
  onSave,
}: {
  readonly id: string
  readonly number: number
  readonly mapping: JsonObject
  readonly isChanged: boolean
  readonly onChange: (mapping: JsonObject) => void
  readonly onDiscard: () => void
  readonly onSave: () => Promise<void>
}): VNode {
  const save = useAction()
  const [isAsking, setAsking] = useState(false)
  const isEnabled = mapping['enabled'] !== false
  const change = (changed: JsonObject): void => {
    save.clear()
    onChange(changed)
  }
  return (
    <>
      <ScreenHead
        title="Attribute Mapping"
        note={<bdi>{textOf(mapping, 'name')}</bdi>}
        outcome={<ActionNotice action={save} title="The mapping was not saved" />}
      >
        <button
          type="button"
          class="button button-primary"
          disabled={!isChanged || save.isBusy}
          onClick={() => setAsking(true)}
        >
          Save
        </button>
        <button
          type="button"
          class="button"
          disabled={!isChanged}
          onClick={() => {
            save.clear()
            onDiscard()
          }}
        >
          Discard
        </button>
        <PlaceLink to={{ screen: 'provisioning', application: id }} class="button">
          Back to Provisioning
        </PlaceLink>
      </ScreenHead>
      {isChanged && save.failure === undefined && (
        <Notice tone="warn">
          <p>There are changes that are not saved.</p>
        </Notice>
      )}
      <div class="form">
        <Choices
          label="Enabled"
          value={isEnabled ? 'yes' : 'no'}
          choices={YES_NO}
          onChange={(value) => change({ ...mapping, enabled: value === 'yes' })}
        />
        <Facts
          rows={[
            ['Source Object', <bdi key="source">{textOf(mapping, 'sourceObjectName')}</bdi>],
            ['Source Object Scope', scopeSize(mapping) === 0 ? 'All records' : `${scopeSize(mapping)} scoping filters`],
            ['Target Object', <TargetName key="target">{textOf(mapping, 'targetObjectName')}</TargetName>],
          ]}
        />
        <fieldset class="field-group">
          <legend>Target Object Actions</legend>
          <div class="checks">
            {ACTIONS.map(({ label, flow }) => (
              <CheckBox
                key={flow}
                label={label}
                isOn={hasFlow(mapping, flow)}
                onChange={(isOn) => change(withFlow(mapping, flow, isOn))}
              />
            ))}
          </div>
        </fieldset>
      </div>
      <Section title="Attribute Mappings">
        <table class="grid mapping-rows">
          <thead>
            <tr>
              <th scope="col">Microsoft Entra ID Attribute</th>
              <th scope="col">Target Attribute</th>
              <th scope="col">Match</th>
              <th scope="col">
                <span class="visually-hidden">Edit and delete</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(mapping).map((row, place) => (
              <tr key={place}>
                <td>
                  <Source row={row} />
                </td>
                <th scope="row" class="mapping-target">
                  <TargetName>{row.target}</TargetName>
                </th>
                <td>{row.matchingPrecedence === 0 ? '' : row.matchingPrecedence}</td>
                <td class="row-tools">
                  <PlaceLink to={{ screen: 'mapping', application: id, mapping: number, row: place }}>
                    Edit<span class="visually-hidden"> {row.target}</span>
                  </PlaceLink>
                  <button
                    type="button"
                    class="link-button"
                    title="Delete"
                    aria-label={`Delete ${row.target}`}
                    onClick={() => change(withoutAttribute(mapping, place))}
                  >
                    ✕
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <PlaceLink to={{ screen: 'mapping', application: id, mapping: number, row: 'new' }} class="button add-row">
          Add New Mapping
        </PlaceLink>
      </Section>
      {isAsking && (
        <Confirm
          title="Save changes"
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false)
            save.run(onSave, 'Saved. The next cycle is an initial one.')
          }}
        >
          <p>
            Are you sure you want to save these changes? All assigned users and groups are synchronized again in the
            next cycle. This can take a long time in a large directory.
          </p>
        </Confirm>
      )}
    </>
  )
}

function Source({ row: { type, source, defaultValue, apply } }: { row: MappingRow }): VNode {
  const notes = [
    ...(type === 'Constant' ? ['constant'] : []),
    ...(defaultValue === '' ? [] : [`default ${JSON.stringify(defaultValue)}`]),
    ...(apply === 'Always' ? [] : ['only at creation']),
  ]
  return (
    <>
      {type === 'None' ? <span class="muted">None</span> : <code>{source}</code>}
      {notes.length > 0 && (
        <span class="option-note">
          <bdi>{notes.join(' · ')}</bdi>
        </span>
      )}
    </>
  )
}

const URN = 'urn:ietf:params:scim:schemas:'

/** The name of a target attribute, whose common URN is less prominent. */
function TargetName({ children }: { children: string }): VNode {
  return children.startsWith(URN) ? (
    <code>
      <span class="muted">{URN}</span>
      <wbr />
      {children.slice(URN.length)}
    </code>
  ) : (
    <code>{children}</code>
  )
}

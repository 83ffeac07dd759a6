import type { VNode } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Choices, Field, Select } from '../../ui/controls.tsx'
import type { JsonObject } from '../graph/types.ts'
import { type ExpressionProblem, offsetOf, readProblem } from '../model/expression-error.ts'
import { objectsOf, textOf } from '../model/json.ts'
import {
  APPLY_WORDS,
  attributeNames,
  expressionOf,
  freePrecedence,
  MAPPING_TYPES,
  type MappingRow,
  NEW_ATTRIBUTE,
  rowOf,
  sourceAs,
  withRow,
} from '../model/mapping.ts'
import type { Option } from '../ui/combobox.tsx'
import { useEntra } from '../ui/context.ts'
import { AttributeField, YES_NO } from '../ui/fields.tsx'
import { Empty } from '../ui/loaded.tsx'
import { ActionNotice } from '../ui/outcome.tsx'
import { ScreenHead } from '../ui/screen.tsx'
import { submission } from '../ui/submission.ts'
import { useAction } from '../ui/use-action.ts'
import { useDraft } from '../ui/use-draft.ts'
import { useEvaluation } from '../ui/use-evaluation.ts'
import { FunctionList } from './function-list.tsx'
import { LiveValue } from './live-value.tsx'

interface AttributeEditorProps {
  readonly id: string
  readonly jobId: string
  readonly schema: JsonObject
  readonly mapping: JsonObject
  /** The index of the row; undefined for a new one. */
  readonly number: number | undefined
  readonly isUser: boolean
  readonly onDone: (attribute: JsonObject) => void
  readonly onCancel: () => void
}

/** The form of one attribute mapping. */
export function AttributeEditor(props: AttributeEditorProps): VNode {
  const { number, mapping } = props
  const attribute = number === undefined ? NEW_ATTRIBUTE : objectsOf(mapping['attributeMappings'])[number]
  return attribute === undefined ? (
    <Empty title="There is no such row">It was deleted.</Empty>
  ) : (
    <AttributeForm {...props} attribute={attribute} />
  )
}

function AttributeForm(props: AttributeEditorProps & { attribute: JsonObject }): VNode {
  const { id, jobId, schema, mapping, number, isUser, attribute, onDone, onCancel } = props
  const { operations } = useEntra()
  const [draft, setDraft] = useDraft<MappingRow>(`row ${id} ${textOf(mapping, 'targetObjectName')} ${number ?? 'new'}`)
  const [user, setUser] = useDraft<Option>('test user')
  const [isTried, setTried] = useState(false)
  const [refused, setRefused] = useState<ExpressionProblem | undefined>(undefined)
  const source = useRef<HTMLDivElement>(null)
  const apply = useAction()
  const stored = rowOf(attribute)
  const row: MappingRow = draft ?? (number === undefined ? { ...stored, type: 'Direct' } : stored)
  const expression = expressionOf(row)
  const evaluation = useEvaluation({ id, jobId, expression: expression ?? '', userId: isUser ? user?.id : undefined })
  const problem = evaluation?.expression === expression ? evaluation?.problem : refused
  const change = (part: Partial<MappingRow>): void => {
    setRefused(undefined)
    setDraft({ ...row, ...part })
  }
  const leave = (done: () => void): void => {
    setDraft(undefined)
    done()
  }
  const show = ({ place }: ExpressionProblem): void => {
    const field = source.current?.querySelector('textarea')
    if (place === undefined || field == null) return
    const offset = offsetOf(field.value, place)
    field.focus()
    field.setSelectionRange(offset, offset)
  }
  const missing = {
    source:
      (row.type === 'Direct' || row.type === 'Expression') && row.source.trim() === '' ? 'Enter a value.' : undefined,
    target: row.target.trim() === '' ? 'Enter a target attribute.' : undefined,
  }
  const finish = async (): Promise<undefined> => {
    let tree: JsonObject | undefined
    if (expression !== undefined) {
      // The façade reads the expression and returns its tree, as it does for the portal.
      const parsed = await operations.schema.parse(id, jobId, expression, undefined)
      if (!parsed.parsingSucceeded || parsed.parsedExpression === null) {
        const found = readProblem(parsed.error?.message ?? 'The expression cannot be read.', expression)
        setRefused(found)
        show(found)
        return undefined
      }
      tree = parsed.parsedExpression
    }
    leave(() => onDone(withRow(attribute, { ...row, target: row.target.trim() }, tree)))
    return undefined
  }
  const sourceFault = problem === undefined ? (isTried ? missing.source : undefined) : sentence(problem)
  return (
    <form
      noValidate
      aria-label="Edit Attribute"
      onSubmit={submission({
        isRight: missing.source === undefined && missing.target === undefined,
        onTried: () => setTried(true),
        run: () => apply.run(finish),
      })}
    >
      <ScreenHead
        title={number === undefined ? 'Add Attribute' : 'Edit Attribute'}
        outcome={<ActionNotice action={apply} />}
      >
        <button type="submit" class="button button-primary" disabled={apply.isBusy}>
          Ok
        </button>
        <button type="button" class="button" onClick={() => leave(onCancel)}>
          Cancel
        </button>
      </ScreenHead>
      <div class="form">
        <Select
          label="Mapping type"
          value={row.type}
          choices={MAPPING_TYPES.map((type) => ({ value: type, label: type }))}
          onChange={(type) => change({ type, source: sourceAs(type, row) })}
        />
        <div ref={source}>
          {row.type === 'Direct' && (
            <AttributeField
              label="Source attribute"
              value={row.source}
              names={attributeNames(schema, mapping, 'source')}
              onInput={(text) => change({ source: text })}
              fault={sourceFault}
            />
          )}
          {row.type === 'Constant' && (
            <Field
              label="Constant Value"
              value={row.source}
              isCode
              onInput={(text) => change({ source: text })}
              fault={sourceFault}
            />
          )}
          {row.type === 'Expression' && (
            <Field
              label="Expression"
              value={row.source}
              lines={3}
              isCode
              isRequired
              onInput={(text) => change({ source: text })}
              fault={sourceFault}
            />
          )}
        </div>
        {row.type === 'Expression' && <FunctionList id={id} jobId={jobId} />}
        {row.type !== 'None' && (
          <LiveValue evaluation={evaluation} user={user} isUser={isUser} onUser={setUser} onShow={show} />
        )}
        <Field
          label="Default value if null (optional)"
          value={row.defaultValue}
          onInput={(defaultValue) => change({ defaultValue })}
          hint="Entra uses it only when it creates the object."
        />
        <AttributeField
          label="Target attribute"
          value={row.target}
          names={attributeNames(schema, mapping, 'target')}
          onInput={(target) => change({ target })}
          fault={isTried ? missing.target : undefined}
        />
        <Choices
          label="Match objects using this attribute"
          value={row.matchingPrecedence > 0 ? 'yes' : 'no'}
          choices={YES_NO}
          onChange={(value) => change({ matchingPrecedence: value === 'yes' ? freePrecedence(mapping) : 0 })}
        />
        {row.matchingPrecedence > 0 && (
          <Field
            label="Matching precedence"
            type="number"
            value={String(row.matchingPrecedence)}
            onInput={(text) => {
              const precedence = Number(text)
              if (Number.isInteger(precedence) && precedence > 0) change({ matchingPrecedence: precedence })
            }}
          />
        )}
        <Select
          label="Apply this mapping"
          value={row.apply}
          choices={Object.entries({ ...APPLY_WORDS, [row.apply]: APPLY_WORDS[row.apply] ?? row.apply }).map(
            ([value, label]) => ({ value, label }),
          )}
          onChange={(value) => change({ apply: value })}
        />
      </div>
    </form>
  )
}

const sentence = ({ message, place }: ExpressionProblem): string =>
  place === undefined ? message : `${message} (line ${place.line}, column ${place.column})`

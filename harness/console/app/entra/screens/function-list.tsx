import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { FunctionDefinition } from '../graph/types.ts'
import { useEntra } from '../ui/context.ts'
import { LoadedView } from '../ui/loaded.tsx'
import { useGraph } from '../ui/use-graph.ts'

/** The functions of the expression language, collapsed until the user opens them. */
export function FunctionList({ id, jobId }: { id: string; jobId: string }): VNode {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="function-list" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Functions</summary>
      {isOpen && <Functions id={id} jobId={jobId} />}
    </details>
  )
}

function Functions({ id, jobId }: { id: string; jobId: string }): VNode {
  const { operations } = useEntra()
  const data = useGraph(`functions ${jobId}`, () => operations.schema.functions(id, jobId))
  return (
    <LoadedView data={data}>
      {(functions) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling element must be reachable by the keyboard.
        <section class="function-names" tabIndex={0} aria-label="Functions, scrolls">
          <ul>
            {[...functions]
              .sort((a, b) => a.name.localeCompare(b.name))
              .map((definition) => (
                <li key={definition.name}>
                  <code>{signatureOf(definition)}</code>
                </li>
              ))}
          </ul>
        </section>
      )}
    </LoadedView>
  )
}

const signatureOf = ({ name, parameters }: FunctionDefinition): string =>
  `${name}(${parameters.map((parameter) => (parameter.required ? parameter.name : `[${parameter.name}]`)).join(', ')})`

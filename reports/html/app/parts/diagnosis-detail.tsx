import type { VNode } from 'preact'
import type { Diagnosis } from '../../../model/result.ts'
import { Compared, LongText, Prose } from '../../../page/index.ts'
import { capitalise } from '../model/headline.ts'
import { formatRoute } from '../model/route.ts'
import { Mark } from '../ui/badge.tsx'

/** A diagnosis: the wrong and the correct form side by side, and every variant with its result. */
export function DiagnosisDetail({ diagnosis: { summary, tried, wrong, right } }: { diagnosis: Diagnosis }): VNode {
  return (
    <div class="diagnosis">
      <p>
        <Prose>{capitalise(summary)}</Prose>
      </p>
      {wrong !== undefined && right !== undefined && (
        <Compared expected={right} actual={wrong} labels={['This works', 'Entra sends this']} />
      )}
      {tried.length > 0 && (
        <details>
          <summary>
            {tried.length === 1 ? 'The variant that was tried' : `All ${tried.length} variants that were tried`}
          </summary>
          <ul class="tried">
            {tried.map(({ variant, works, answer, exchange }) => (
              <li key={variant}>
                <Mark state={works ? 'pass' : 'fail'} />
                <span>
                  <b>
                    <Prose>{variant}</Prose>
                  </b>
                  :{' '}
                  <LongText length={200} as={Prose}>
                    {answer}
                  </LongText>{' '}
                  {exchange !== undefined && <a href={formatRoute('exchanges', [exchange])}>{exchange}</a>}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { isTyping } from '../../page/index.ts'
import { useReport } from './data/report.ts'
import { type Route, VIEW_TITLES, type ViewName } from './model/route.ts'
import { Navigation } from './navigation.tsx'
import { usePrinting } from './ui/use-printing.ts'
import { useRoute } from './ui/use-route.ts'
import { AbilitiesView } from './views/abilities.tsx'
import { ChecksView } from './views/checks.tsx'
import { CoverageView } from './views/coverage.tsx'
import { ExchangesView } from './views/exchanges.tsx'
import { FindingsView } from './views/findings.tsx'
import { MappingView } from './views/mapping.tsx'
import { MicrosoftView } from './views/microsoft.tsx'
import { Overview } from './views/overview.tsx'
import { Printed } from './views/printed.tsx'
import { TimingsView } from './views/timings.tsx'
import { ValidationView } from './views/validation.tsx'

const SHOWN: Readonly<Record<ViewName, (props: { route: Route }) => VNode>> = {
  overview: Overview,
  findings: FindingsView,
  microsoft: MicrosoftView,
  abilities: AbilitiesView,
  mapping: MappingView,
  validation: ValidationView,
  coverage: CoverageView,
  checks: ChecksView,
  timings: TimingsView,
  exchanges: ExchangesView,
}

/** The page: the navigation, and the view that the URL names; on paper, the whole report. */
export function App(): VNode {
  const route = useRoute()
  const { result } = useReport()
  const place = [route.view, ...route.path].join('/')
  const main = useFocusOnMove(place)
  const isPrinting = usePrinting()
  useEffect(() => {
    const title = `${result.verdict}: ${result.target.baseUrl}`
    document.title = route.view === 'overview' ? title : `${VIEW_TITLES[route.view]}, ${title}`
  }, [result, route.view])
  useSearchKey()
  if (isPrinting) return <Printed />
  const View = SHOWN[route.view]
  return (
    <div class="frame">
      {/* A link to #main would change the route, which is in the fragment of the URL, so this is a button. */}
      <button type="button" class="skip-link" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Navigation route={route} />
      <main id="main" ref={main} tabIndex={-1} data-view={route.view}>
        <View route={route} />
      </main>
    </div>
  )
}

/** Moves the focus to the heading of the new view, as a new page would. */
function useFocusOnMove(place: string): { current: HTMLElement | null } {
  const main = useRef<HTMLElement>(null)
  const before = useRef(place)
  useEffect(() => {
    if (before.current === place) return
    before.current = place
    // A selection within a view has its own heading.
    const chosen = place.includes('/') ? main.current?.querySelector<HTMLElement>('.arrival') : undefined
    const heading = chosen ?? main.current?.querySelector('h1')
    heading?.focus({ preventScroll: true })
    heading?.closest('[data-scrolls]')?.scrollTo(0, 0)
    scrollTo(0, 0)
  }, [place])
  return main
}

/** Lets the key / focus the search field of the view. */
function useSearchKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isTyping(event)) return
      const search = document.querySelector<HTMLInputElement>('main input[type="search"]')
      if (search === null) return
      event.preventDefault()
      search.focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

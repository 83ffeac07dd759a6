import { microsoftRuns } from '../model/microsoft-tests.ts'
import { isFinding } from '../model/outcome.ts'
import { VIEWS, type ViewName } from '../model/route.ts'
import type { Report } from './report.ts'

/** Returns the number of items of each view; undefined for a view without a count. */
export function contentsOf({
  result,
  exchanges,
}: Pick<Report, 'result' | 'exchanges'>): Readonly<Record<ViewName, number | undefined>> {
  return {
    overview: undefined,
    findings: result.checks.filter(isFinding).length,
    microsoft: microsoftRuns(result.checks).reduce((sum, { tests }) => sum + tests.length, 0),
    abilities: result.target.abilities?.length ?? 0,
    mapping: result.mapping.length,
    validation: result.validation.length,
    coverage: result.coverage.map?.length ?? 0,
    checks: result.checks.length,
    timings: exchanges.size === 0 ? 0 : undefined,
    exchanges: exchanges.total,
  }
}

/** The views that have something to show. */
export function filledViews(report: Pick<Report, 'result' | 'exchanges'>): readonly ViewName[] {
  const contents = contentsOf(report)
  return VIEWS.filter((view) => contents[view] !== 0)
}

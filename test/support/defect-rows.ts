import { jumpCloudDeviations } from '../../mocks/jumpcloud-scim/index.ts'
import { deviations } from '../../mocks/scim-server/index.ts'
import { REAL_DEFECTS, type RealDefect } from './real-defects.ts'

/** A real defect with the deviations that express it and the checks that catch them. */
export interface DefectRow extends RealDefect {
  readonly deviations: readonly string[]
  readonly caughtBy: readonly string[]
}

/** Returns every real defect; a deviation names the reports that it follows. */
export function defectRows(): DefectRow[] {
  const all = [...deviations, ...jumpCloudDeviations]
  return REAL_DEFECTS.map((defect) => {
    const own = all.filter(({ source, alsoSeen = [] }) => [source, ...alsoSeen].includes(defect.report))
    return { ...defect, deviations: own.map(({ name }) => name), caughtBy: own.flatMap(({ caughtBy }) => caughtBy) }
  })
}

import { readableUrl } from '../../../../../reports/page/model/index.ts'

/** The screens of the pane. */
export type Place =
  | { readonly screen: 'applications' | 'new-application' | 'users' | 'deleted-users' | 'new-user' }
  | { readonly screen: 'user'; readonly user: string }
  | { readonly screen: ApplicationScreen; readonly application: string }
  | { readonly screen: 'mapping'; readonly application: string; readonly mapping: number; readonly row: RowPlace }

/** The screens of one application. */
export type ApplicationScreen =
  | 'overview'
  | 'users-and-groups'
  | 'add-assignment'
  | 'provisioning'
  | 'provision-on-demand'
  | 'provisioning-logs'

/** The edited row of a mapping: none, a new one, or the one with this index. */
export type RowPlace = 'none' | 'new' | number

const APPLICATION_SCREENS: readonly ApplicationScreen[] = [
  'overview',
  'users-and-groups',
  'add-assignment',
  'provisioning',
  'provision-on-demand',
  'provisioning-logs',
]

/** Parses a path such as `applications/{id}/provisioning`; an unknown path is the list of applications. */
export function readPlace(path: string): Place {
  const [area = '', id = '', screen = '', ...more] = path.split('/').filter(Boolean).map(readableUrl)
  if (area === 'users') {
    if (id === '') return { screen: 'users' }
    if (id === 'deleted') return { screen: 'deleted-users' }
    return id === 'new' ? { screen: 'new-user' } : { screen: 'user', user: id }
  }
  if (area !== 'applications' || id === '') return { screen: 'applications' }
  if (id === 'new') return { screen: 'new-application' }
  const [number = '', row = ''] = more
  if (screen === 'mappings' && /^\d{1,4}$/.test(number))
    return { screen: 'mapping', application: id, mapping: Number(number), row: readRow(row) }
  return { screen: APPLICATION_SCREENS.find((known) => known === screen) ?? 'overview', application: id }
}

const readRow = (text: string): RowPlace => (text === 'new' ? 'new' : /^\d{1,4}$/.test(text) ? Number(text) : 'none')

/** Formats a path that `readPlace` can parse. */
export function writePlace(place: Place): string {
  switch (place.screen) {
    case 'applications':
      return 'applications'
    case 'new-application':
      return 'applications/new'
    case 'users':
      return 'users'
    case 'deleted-users':
      return 'users/deleted'
    case 'new-user':
      return 'users/new'
    case 'user':
      return joined('users', place.user)
    case 'mapping':
      return joined(
        'applications',
        place.application,
        'mappings',
        String(place.mapping),
        ...(place.row === 'none' ? [] : [String(place.row)]),
      )
    default:
      return joined('applications', place.application, place.screen)
  }
}

const joined = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join('/')

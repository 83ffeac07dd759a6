import { type DiagnosisCase, query, refuse } from './diagnosis-case.ts'

/** Defects in filters and other parameters. */
export const queryCases: readonly DiagnosisCase[] = [
  {
    name: 'only userName can be filtered',
    bug: 'BUG-069',
    defect: ({ method, query: text }) =>
      refuse(method === 'GET' && text.includes('filter=') && !text.includes('userName')),
    request: query('/Users?filter=externalId+eq+%22guid%22'),
    readBack: false,
    summary: 'a filter by `userName` works, a filter by `externalId` is rejected',
  },
  {
    name: 'an unknown filter attribute drops the filter',
    bug: 'BUG-071',
    defect: ({ method, body, query: text }) =>
      method === 'GET' && text.includes('emails') ? { pass: body, query: '' } : undefined,
    request: query('/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22x%40y.example%22'),
    readBack: false,
    summary: 'a filter by `userName` works, a filter by `emails[type eq "work"].value` is ignored',
  },
  {
    name: 'a quoted value is not parsed',
    bug: 'BUG-073',
    defect: ({ method, query: text }) => refuse(method === 'GET' && text.includes('%22')),
    request: query('/Users?filter=userName%20eq%20%22admin%22'),
    readBack: false,
    summary: '`admin` works, `"admin"` is rejected',
  },
  {
    name: 'operators are compared with lower case',
    bug: 'BUG-078',
    defect: ({ method, query: text }) => refuse(method === 'GET' && /[ +]EQ[ +]|%20EQ%20/.test(text)),
    request: query('/Users?filter=userName%20EQ%20%22x%22'),
    readBack: false,
    summary: '`eq` works, `EQ` is rejected',
  },
  {
    name: 'attribute names are compared with letter case',
    bug: 'BUG-078',
    defect: ({ method, query: text }) => refuse(method === 'GET' && text.includes('username')),
    request: query('/Users?filter=username%20eq%20%22x%22'),
    readBack: false,
    summary: '`userName` works, `username` is rejected',
  },
  {
    name: 'a plus sign is not read as a blank',
    defect: ({ method, query: text }) => refuse(method === 'GET' && text.includes('+')),
    request: query('/Users?filter=userName+eq+%22x%22'),
    readBack: false,
    summary: '`%20` for a blank works, `+` for a blank is rejected',
  },
  {
    name: 'excludedAttributes is rejected',
    defect: ({ method, query: text }) => refuse(method === 'GET' && text.includes('excludedAttributes')),
    request: query('/Groups?excludedAttributes=members&filter=displayName+eq+%22x%22'),
    readBack: false,
    summary: 'without `excludedAttributes` it works, with `excludedAttributes` it is rejected',
  },
  {
    name: 'a filter on a value path finds nothing',
    defect: ({ method, body, query: text }) =>
      method === 'GET' && text.includes('%5B')
        ? { pass: body, query: '?filter=userName%20eq%20%22nobody%22' }
        : undefined,
    request: query('/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22first%40contoso.com%22'),
    summary: '`emails.value` works, `emails[type eq "work"].value` is ignored',
  },
]

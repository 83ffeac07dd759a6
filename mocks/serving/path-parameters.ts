/** Returns the OpenAPI parameters of a path such as `/users/{user}`. */
export const pathParameters = (path: string): readonly Readonly<Record<string, unknown>>[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

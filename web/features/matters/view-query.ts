export type Query = Readonly<Record<string, string>>;

/** Of an address or a saved view only what the list knows as filters, as text. */
export function viewQuery(source: Readonly<Record<string, unknown>>, names: readonly string[]): Query {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = source[name];
      return value === undefined || value === '' ? [] : [[name, String(value)]];
    }),
  );
}

export function sameQuery(one: Query, other: Query): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

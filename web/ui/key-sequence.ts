/**
 * Finds the shortcut that the pressed key completes, given the keys typed just before.
 * `pending` is what to remember for the next key: the start of a longer sequence, or nothing.
 */
export function matchKeys<S extends { keys: string }>(
  before: readonly string[],
  key: string,
  shortcuts: readonly S[],
): { found: S | undefined; pending: readonly string[] } {
  const wanted = shortcuts.map((shortcut) => ({ shortcut, parts: shortcut.keys.split(' ') }));
  for (const pressed of [[...before, key], [key]]) {
    const found = wanted.find(({ parts }) => parts.join(' ') === pressed.join(' '));
    if (found) return { found: found.shortcut, pending: [] };
    const begins = wanted.some(
      ({ parts }) =>
        parts.length > pressed.length && parts.slice(0, pressed.length).join(' ') === pressed.join(' '),
    );
    if (begins) return { found: undefined, pending: pressed };
  }
  return { found: undefined, pending: [] };
}

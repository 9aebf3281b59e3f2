import { z } from 'zod';

export const longestName = 500;

/** The fields that people read and nothing is decided by. */
const nameFields: ReadonlySet<string> = new Set(['name', 'queue', 'reason']);
const fieldsOf = z.record(z.string(), z.unknown());

/** The same body with its names cut to what is stored; `cut` has the paths of those that were longer. */
export function withShortNames(body: unknown): { body: unknown; cut: string[] } {
  const cut: string[] = [];
  return { body: shorten(body, [], cut), cut };
}

function shorten(value: unknown, path: readonly string[], cut: string[]): unknown {
  if (Array.isArray(value)) return value.map((entry, place) => shorten(entry, [...path, String(place)], cut));
  if (typeof value === 'string' && value.length > longestName && nameFields.has(path.at(-1) ?? '')) {
    cut.push(path.join('.'));
    // Not through the middle of an emoji.
    return value.slice(0, longestName).replace(/[\uD800-\uDBFF]$/, '');
  }
  const fields = fieldsOf.safeParse(value);
  if (!fields.success) return value;
  return Object.fromEntries(
    Object.entries(fields.data).map(([key, part]) => [key, shorten(part, [...path, key], cut)]),
  );
}

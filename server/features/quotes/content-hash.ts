/** One hash of everything that was sent, whatever order the database keeps the fields in. */
import { createHash } from 'node:crypto';

export function contentHash(content: Readonly<Record<string, unknown>>): Buffer {
  return createHash('sha256').update(canonical(content)).digest();
}

/** JSON with sorted keys and without what is undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

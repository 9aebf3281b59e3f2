/** `fields=id,name,matter{id}`: what an answer carries. One nested level; deeper or unknown is refused. */
import { ClioRefusal } from './refusal.ts';
import { type Nested, type Resource, type Shape, shapes } from './shapes.ts';
import type { ClioState, Row } from './state.ts';

export type Selection = ReadonlyMap<string, readonly string[] | null>;

const byDefault = 'id,etag';

/** Names with their nested names; null: the default ones of what is nested. */
export function readFields(resource: Resource, text: string | null): Selection {
  const shape = shapes[resource];
  const selection = new Map<string, readonly string[] | null>();
  for (const part of split(text === null || text === '' ? byDefault : text)) {
    const [, name = '', inner] = /^([a-z_]+)(?:\{(.*)\})?$/.exec(part) ?? [];
    const nested = shape.nested[name];
    if (nested === undefined && (inner !== undefined || !shape.flat.includes(name))) throw unknown(part);
    if (nested !== undefined && inner !== undefined) selection.set(name, readInner(nested, name, inner));
    else selection.set(name, null);
  }
  return selection;
}

export function select(state: ClioState, resource: Resource, row: Row, selection: Selection): object {
  const shape = shapes[resource];
  return Object.fromEntries(
    [...selection].map(([name, inner]) => {
      const nested = shape.nested[name];
      return [name, nested === undefined ? (row[name] ?? null) : nestedOf(state, row, name, nested, inner)];
    }),
  );
}

function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth > 1) throw new ClioRefusal(400, 'InvalidFields', 'Only one level of nested fields is allowed');
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()];
}

function readInner(nested: Nested, name: string, inner: string): string[] {
  const known: readonly string[] = 'own' in nested ? nested.own : shapes[nested.of].flat;
  const names = split(inner);
  for (const each of names) if (!known.includes(each)) throw unknown(`${name}{${each}}`);
  return names;
}

function nestedOf(
  state: ClioState,
  row: Row,
  name: string,
  nested: Nested,
  inner: readonly string[] | null,
): unknown {
  if ('own' in nested) {
    const value = row[name] ?? (nested.many ? [] : null);
    const names = inner ?? ['id', 'etag'].filter((each) => nested.own.includes(each));
    const parts = (nested.participant ? participantsOf(state, value) : [value].flat()).map((part) =>
      pick(part, names),
    );
    return nested.many ? parts : (parts[0] ?? null);
  }
  const id = row[nested.key];
  if (id === null || id === undefined) return null;
  if (nested.of === 'matters' && state.restricted.has(Number(id))) return null;
  const found = nested.of === 'accounts' ? accountRow(state) : state.get(nested.of, id);
  return found === undefined ? null : pick(found, inner ?? ['id', 'etag']);
}

function accountRow({ account, clock }: ClioState): Row {
  const at = clock.now().toISOString();
  return { ...account, etag: '"account"', created_at: at, updated_at: at };
}

/** Written as `Contact`, read as `Person` or `Company`. */
function participantsOf(state: ClioState, value: unknown): unknown[] {
  return [value].flat().flatMap((each) => {
    if (typeof each !== 'object' || each === null || !('id' in each) || !('type' in each)) return [];
    const found = state.get(each.type === 'User' ? 'users' : 'contacts', each.id);
    if (found === undefined) return [];
    return [{ ...found, type: each.type === 'User' ? 'User' : found.type, identifier: found.name }];
  });
}

function pick(part: unknown, names: readonly string[]): object | null {
  if (typeof part !== 'object' || part === null) return null;
  const values = new Map<string, unknown>(Object.entries(part));
  return Object.fromEntries(names.map((name) => [name, values.get(name) ?? null]));
}

function unknown(name: string): ClioRefusal {
  return new ClioRefusal(400, 'InvalidFields', `Unknown field: ${name}`);
}

export function fieldNames(shape: Shape): string[] {
  return [...shape.flat, ...Object.keys(shape.nested)];
}

/** Our completion details in the fields of a layout that somebody at Smokeball designed. Pure. */
import type { LayoutTexts, LayoutToWrite } from '../ports.ts';
import type { WireLayoutField } from './wire.ts';

/**
 * Other names under which a field of ours may stand there, as the last part of its key without marks
 * ("Matter/CompletionDetails/CompletionDate" is `completiondate`). Only that example is published.
 */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  exchangeDate: ['dateofexchange', 'exchangeofcontractsdate'],
  completionDate: ['dateofcompletion', 'settlementdate'],
  price: ['purchaseprice', 'saleprice'],
  chattels: ['chattelsprice', 'fixturesandfittings'],
  deposit: ['depositamount', 'depositpaid'],
  mortgageAdvance: ['advance', 'loanamount'],
  redemptionFigure: ['redemptionamount'],
};

/** Where money is paid to is never sent anywhere. */
const neverSent: ReadonlySet<string> = new Set(['payoutAccount', 'otherSideAccountRef']);

const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const lastPart = (key: string) => plain(key.split('/').at(-1) ?? '');

export interface LayoutValue {
  key: string;
  value: string;
}

/** Where each field of ours stands there, by our name. */
function placesOf(
  names: readonly string[],
  fields: readonly WireLayoutField[],
): Map<string, WireLayoutField & { name: string }> {
  const places = new Map<string, WireLayoutField & { name: string }>();
  const taken = new Set<string>();
  for (const name of names) {
    if (neverSent.has(name)) continue;
    const spellings = [plain(name), ...(otherNames[name] ?? [])];
    const field = fields.find(({ name: key }) => key && !taken.has(key) && spellings.includes(lastPart(key)));
    if (!field?.name || field.type === 'Role') continue;
    taken.add(field.name);
    places.set(name, { ...field, name: field.name });
  }
  return places;
}

/** The values that have a place there, in its own words; a value that its list of choices does not have is left out. */
export function layoutValues(
  { values }: Pick<LayoutToWrite, 'values'>,
  fields: readonly WireLayoutField[],
): LayoutValue[] {
  const places = placesOf(Object.keys(values), fields);
  return Object.entries(values).flatMap(([name, value]) => {
    const field = places.get(name);
    const written = field === undefined ? null : valueFor(field, value);
    return field === undefined || written === null ? [] : [{ key: field.name, value: written }];
  });
}

interface Said {
  key?: string | null | undefined;
  value?: string | null | undefined;
}

/** Our fields as they stand there; null: empty. Those that the form has no place for are absent. */
export function layoutTexts(
  names: readonly string[],
  fields: readonly WireLayoutField[],
  values: readonly Said[],
): Record<string, string | null> {
  const said = new Map(values.map(({ key, value }) => [key, value?.trim() || null]));
  return Object.fromEntries(
    [...placesOf(names, fields)].map(([name, { name: key }]) => [name, said.get(key) ?? null]),
  );
}

/** Equal for what means the same: "420000" and "420000.00", a day with and without a time, letters' case of a choice. */
export function sameText(left: string | null, right: string | null): boolean {
  return canonical(left) === canonical(right);
}

function canonical(text: string | null): string {
  const trimmed = text?.trim() ?? '';
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return String(Number(trimmed));
  if (/^\d{4}-\d{2}-\d{2}T00:00/.test(trimmed)) return trimmed.slice(0, 10);
  return trimmed.toLowerCase();
}

/** What is to be written, in the form's own words, and what says something else by now. */
export function layoutChange(
  { from, to }: { from: LayoutTexts; to: LayoutTexts },
  fields: readonly WireLayoutField[],
  values: readonly Said[],
): { wanted: { key: string; value: string | null }[]; left: string[] } {
  const places = placesOf(Object.keys(to), fields);
  const there = layoutTexts(Object.keys(to), fields, values);
  const left: string[] = [];
  const wanted = [...places].flatMap(([name, field]) => {
    const [now, next] = [there[name] ?? null, to[name] ?? null];
    if (sameText(now, next)) return [];
    if (!sameText(now, from[name] ?? null)) {
      left.push(name);
      return [];
    }
    const value = next === null ? null : valueFor(field, next);
    if (next === null || value !== null) return [{ key: field.name, value }];
    // Their list has no such choice.
    left.push(name);
    return [];
  });
  return { wanted, left };
}

/** How a list may say what a tick says. */
const yesAndNo: Readonly<Record<string, readonly string[]>> = { true: ['yes'], false: ['no'] };

function valueFor({ type, possibleValues }: WireLayoutField, value: string): string | null {
  if (type !== 'Combobox') return value;
  const wanted = [value, ...(yesAndNo[value] ?? [])].map(plain);
  return (possibleValues ?? []).find((choice) => wanted.includes(plain(choice))) ?? null;
}

/** A layout by its name, however it is spelled. */
export function isNamed(name: string | null | undefined, layout: LayoutToWrite['layout']): boolean {
  return plain(name ?? '') === plain(layout);
}

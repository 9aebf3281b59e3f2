/** Our completion details in the fields of a layout that somebody at Smokeball designed. Pure. */
import type { LayoutToWrite } from '../ports.ts';
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

/** The values that have a place there, in its own words; a value that its list of choices does not have is left out. */
export function layoutValues(
  { values }: Pick<LayoutToWrite, 'values'>,
  fields: readonly WireLayoutField[],
): LayoutValue[] {
  const taken = new Set<string>();
  return Object.entries(values).flatMap(([name, value]) => {
    if (neverSent.has(name)) return [];
    const names = [plain(name), ...(otherNames[name] ?? [])];
    const field = fields.find(({ name: key }) => key && !taken.has(key) && names.includes(lastPart(key)));
    if (!field?.name) return [];
    const written = valueFor(field, value);
    if (written === null) return [];
    taken.add(field.name);
    return [{ key: field.name, value: written }];
  });
}

function valueFor({ type, possibleValues }: WireLayoutField, value: string): string | null {
  if (type === 'Role') return null;
  if (type !== 'Combobox') return value;
  return (possibleValues ?? []).find((choice) => plain(choice) === plain(value)) ?? null;
}

/** A layout by its name, however it is spelled. */
export function isNamed(name: string | null | undefined, layout: LayoutToWrite['layout']): boolean {
  return plain(name ?? '') === plain(layout);
}

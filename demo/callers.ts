import { findNumbers } from '../server/features/practice/index.ts';
import { matters } from './matters.ts';
import { contacts, type StaffKey } from './people.ts';

/** Somebody who calls and is called, with the number of the phone that they use. */
export interface Caller {
  key: string;
  name: string;
  /** E.164 */
  number: string;
  /** Who of the firm deals with them. */
  staff: StaffKey;
  /** Only for callers with exactly one matter: what it is about. */
  kind: string;
}

/** Clients whose one readable number leads to one open matter: what the firm's day is mostly made of. */
export function listClients(): Caller[] {
  const numberOf = (key: string) => {
    const text = contacts.find((contact) => contact.key === key)?.phones[0]?.[0] ?? '';
    const number = findNumbers(text, 'GB').found[0]?.e164 ?? '';
    // British numbers have ten digits; what is shorter stands in the list of numbers to fix.
    return /^\+44\d{10}$|^\+(?!44)\d{9,}$/.test(number) ? number : null;
  };
  const holders = Map.groupBy(contacts, ({ key }) => numberOf(key));
  return contacts.flatMap(({ key, first, last, kind }) => {
    const own = matters.filter(({ clients, others = [] }) =>
      [...clients, ...others.map(([other]) => other)].includes(key),
    );
    const [matter] = own;
    const number = numberOf(key);
    if (kind !== 'person' || own.length !== 1 || matter?.status !== 'open' || number === null) return [];
    if (matter.wall || holders.get(number)?.length !== 1) return [];
    return [{ key, name: `${first} ${last}`, number, staff: matter.responsible, kind: matter.type }];
  });
}

export const several: Caller = {
  key: 'okafor',
  name: 'JANE OKAFOR',
  number: '+447700900101',
  staff: 'thomas',
  kind: 'several matters',
};

/** One number, several contacts. */
export const sharedLines: readonly Caller[] = [
  { key: 'hollis', name: 'HOLLIS', number: '+441614960103', staff: 'priya', kind: 'one matter' },
  { key: 'pembroke', name: 'PEMBROKE STOWE', number: '+442079460230', staff: 'thomas', kind: 'agents' },
  { key: 'lindqvist', name: 'LINDQVIST', number: '+442079460304', staff: 'margaret', kind: 'two matters' },
];

export const formerClients: readonly Caller[] = [
  { key: 'greaves', name: 'P GREAVES', number: '+441614960118', staff: 'margaret', kind: 'closed' },
  { key: 'blythe', name: 'OSCAR BLYTHE', number: '+447700900121', staff: 'thomas', kind: 'closed' },
];

export const faxes: readonly Caller[] = [
  { key: 'kestrel', name: 'KESTREL LANE LLP', number: '+442079460251', staff: 'priya', kind: '10418' },
  { key: 'calder', name: 'CALDER VALE BS', number: '+441614960241', staff: 'priya', kind: '10416' },
  { key: 'ashdown', name: 'ASHDOWN COUNTY COURT', number: '+442079460261', staff: 'daniel', kind: '10384' },
];

export const strangers: readonly (readonly [name: string, number: string])[] = [
  ['WIRELESS CALLER', '+447700900511'],
  ['A PEMBERTON', '+447700900512'],
  ['Manchester', '+441614960513'],
  ['J. SOLANKI', '+447700900514'],
  ['BRISTOW MOVERS', '+442079460515'],
  ['', '+447700900516'],
  ['R ELLERY', '+447700900517'],
  ['HELEN MARLOWE', '+447700900518'],
  ['', '+61491570157'],
  ['New York, NY', '+12125550187'],
  ['C DUNMORE', '+447700900519'],
  ['TALBOT & CO', '+442079460520'],
];

/** On the firm's block list. */
export const nuisance = '+441614960999';

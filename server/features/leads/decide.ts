/** Where a lead may go, and what it is called. Pure. */
import type { Side, Transaction } from '../fee-scales/index.ts';

export const openStates = ['new', 'quoted', 'chasing', 'instructed'] as const;
export const leadStates = [...openStates, 'converted', 'lost', 'expired', 'duplicate'] as const;
export type LeadState = (typeof leadStates)[number];

export function isOpen(state: LeadState): boolean {
  return openStates.some((open) => open === state);
}

type Where = 'person' | 'program';

/**
 * From each state, where a person may move it. An open lead goes back as well as on: a slip is put right by moving it
 * again. What is closed only changes why it is closed, or is reopened to where it was.
 */
const byPerson: Record<LeadState, readonly LeadState[]> = {
  new: ['quoted', 'chasing', 'instructed', 'lost', 'expired', 'duplicate'],
  quoted: ['new', 'chasing', 'instructed', 'lost', 'expired', 'duplicate'],
  chasing: ['new', 'quoted', 'instructed', 'lost', 'expired', 'duplicate'],
  instructed: ['new', 'quoted', 'chasing', 'lost', 'expired', 'duplicate'],
  converted: [],
  lost: ['lost', 'expired', 'duplicate'],
  expired: ['lost', 'duplicate'],
  duplicate: ['lost', 'expired', 'duplicate'],
};

/**
 * Where the program moves it: a quote goes out, a chase begins, the client accepts (also when nobody here expected it any
 * more), a matter is made.
 */
const byProgram: Record<LeadState, readonly LeadState[]> = {
  new: ['quoted', 'instructed', 'expired'],
  quoted: ['chasing', 'instructed', 'expired'],
  chasing: ['instructed', 'expired'],
  instructed: ['converted'],
  converted: [],
  lost: ['instructed'],
  expired: ['instructed'],
  duplicate: [],
};

export interface Standing {
  state: LeadState;
  /** Where it was before it was closed. */
  stateBefore: LeadState | null;
}

export interface WantedMove {
  to: LeadState;
  by: Where;
  hasReason?: boolean;
}

export type Move =
  | { kind: 'moved'; to: LeadState; stateBefore: LeadState | null }
  | { kind: 'refused'; why: string };

export function decideMove(lead: Standing, { to, by, hasReason = false }: WantedMove): Move {
  const allowed = (by === 'person' ? byPerson : byProgram)[lead.state];
  if (!allowed.includes(to)) return { kind: 'refused', why: whyNot(lead, to) };
  if (to === 'lost' && !hasReason) return { kind: 'refused', why: 'Say why it was lost.' };
  if (isOpen(to)) return { kind: 'moved', to, stateBefore: null };
  return { kind: 'moved', to, stateBefore: isOpen(lead.state) ? lead.state : lead.stateBefore };
}

/** Back to where it was. A conversion is not undone: the matter is there. */
export function decideReopen(lead: Standing): Move {
  if (isOpen(lead.state)) return { kind: 'refused', why: 'It is open already.' };
  if (lead.state === 'converted') return { kind: 'refused', why: 'It became a matter: work goes on there.' };
  return { kind: 'moved', to: lead.stateBefore ?? 'new', stateBefore: null };
}

function whyNot(lead: Standing, to: LeadState): string {
  if (lead.state === to) return 'It is there already.';
  if (lead.state === 'converted') return 'It became a matter: work goes on there.';
  if (to === 'converted') return 'A lead becomes a matter by being converted.';
  return `Reopen it first: it then is where it was before, ${stateWords[lead.stateBefore ?? 'new']}.`;
}

export const stateWords: Record<LeadState, string> = {
  new: 'new',
  quoted: 'quoted',
  chasing: 'being chased',
  instructed: 'instructed',
  converted: 'converted',
  lost: 'lost',
  expired: 'expired',
  duplicate: 'a duplicate',
};

export interface NamedProperty {
  line1: string;
}

const transactionWords: Record<Transaction, string> = {
  sale: 'Sale',
  purchase: 'Purchase',
  sale_and_purchase: 'Sale and purchase',
  remortgage: 'Remortgage',
  transfer_of_equity: 'Transfer of equity',
  generic_enquiry: 'Enquiry',
};

/** "Jane Okafor – Purchase of 12 Mill Lane" */
export function titleOf(
  transaction: Transaction,
  clients: readonly string[],
  properties: Partial<Record<Side, NamedProperty>>,
): string {
  const [first, second, ...more] = clients;
  const who =
    first === undefined
      ? ''
      : more.length > 0
        ? `${first} and ${more.length + 1} others`
        : second === undefined
          ? first
          : `${first} and ${second}`;
  return [who, whatOf(transaction, properties)].filter((part) => part !== '').join(' – ');
}

function whatOf(transaction: Transaction, properties: Partial<Record<Side, NamedProperty>>): string {
  const line = (side: Side) => properties[side]?.line1 ?? '';
  if (transaction === 'sale_and_purchase') {
    const sale = line('sale');
    const purchase = line('purchase');
    if (sale !== '' && purchase !== '') return `Sale of ${sale} and purchase of ${purchase}`;
    if (sale !== '') return `Sale of ${sale} and purchase`;
    return purchase === '' ? transactionWords[transaction] : `Sale, and purchase of ${purchase}`;
  }
  const at = transaction === 'generic_enquiry' ? '' : line(transaction);
  if (at === '') return transactionWords[transaction];
  return transaction === 'transfer_of_equity' || transaction === 'remortgage'
    ? `${transactionWords[transaction]}: ${at}`
    : `${transactionWords[transaction]} of ${at}`;
}

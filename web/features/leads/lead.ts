/** What a lead is to the screens, and what follows from its state alone. */
import type { Answer } from '../../api/contract.ts';

export type Lead = Answer<'GET /api/v1/leads/:id'>;
export type LeadCard = Answer<'GET /api/v1/leads'>['items'][number];
export type Board = Answer<'GET /api/v1/leads/board'>;
export type LeadState = LeadCard['state'];
export type LeadEvent = Answer<'GET /api/v1/leads/:id/events'>['items'][number];
export type ConflictMatch = Answer<'POST /api/v1/conflict-check'>['matches'][number];
export type Sequence = Answer<'GET /api/v1/chase-sequences'>['items'][number];
export type Side = keyof Lead['properties'];

export const openStates = ['new', 'quoted', 'chasing', 'instructed'] as const;
export const states = [...openStates, 'converted', 'lost', 'expired', 'duplicate'] as const;
export const transactions = [
  'purchase',
  'sale',
  'sale_and_purchase',
  'remortgage',
  'transfer_of_equity',
  'generic_enquiry',
] as const;
export const sources = ['staff', 'widget', 'referrer', 'api', 'call'] as const;
export type Transaction = (typeof transactions)[number];

export function isOpen(state: LeadState): boolean {
  return openStates.some((open) => open === state);
}

/** Whether it can be quoted for: what is closed is reopened first. */
export function takesQuotes({ state, anonymisedAt }: Pick<Lead, 'state' | 'anonymisedAt'>): boolean {
  return isOpen(state) && anonymisedAt === null;
}

/** Where a person may move it, and whether by reopening; the server has the last word. */
export function movesOf(state: LeadState): readonly LeadState[] {
  if (state === 'converted') return [];
  if (!isOpen(state)) return states.filter((to) => !isOpen(to) && to !== 'converted' && to !== state);
  return states.filter((to) => to !== 'converted' && to !== state);
}

export function sidesOf(transaction: Transaction): readonly Side[] {
  if (transaction === 'generic_enquiry') return [];
  return transaction === 'sale_and_purchase' ? ['sale', 'purchase'] : [transaction];
}

/** The board with one lead in another column: what is shown until the server has answered. */
export function movedOn(board: Board, id: string, to: LeadState): Board {
  const card = board.columns.flatMap(({ leads }) => leads).find((lead) => lead.id === id);
  if (!card || card.state === to) return board;
  const worth = card.value?.amount ?? 0;
  return {
    ...board,
    columns: board.columns.map((column) => {
      const { value } = column;
      if (column.state === card.state)
        return {
          ...column,
          count: column.count - 1,
          value: { ...value, amount: value.amount - worth },
          leads: column.leads.filter((lead) => lead.id !== id),
        };
      if (column.state === to)
        return {
          ...column,
          count: column.count + 1,
          value: { ...value, amount: value.amount + worth },
          leads: [{ ...card, state: to }, ...column.leads],
        };
      return column;
    }),
  };
}

/** A step's subject as its reader will see it; what only the moment of sending knows stays in its braces. */
export function filledIn(
  subject: string,
  lead: Pick<Lead, 'title' | 'clients' | 'assignee' | 'properties'>,
  transaction: string,
): string {
  const address = Object.values(lead.properties).find((one) => one && one.line1 !== '');
  const values: Readonly<Record<string, string | undefined>> = {
    client: lead.clients[0]?.name,
    transaction,
    title: lead.title,
    property: address?.line1,
    assignee: lead.assignee?.name,
  };
  return subject.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Columns of the board: always the way of a lead; the rest when there is something in it. */
export function columnsOf(board: Board): Board['columns'] {
  const always: readonly LeadState[] = [...openStates, 'converted', 'lost'];
  return board.columns.filter(({ state, count }) => count > 0 || always.includes(state));
}

export type Step = { column: number; row: number };

/** Where the keyboard goes from a card; undefined: nowhere. Columns without cards are passed over. */
export function stepFrom(
  columns: readonly { leads: readonly { id: string }[] }[],
  id: string | undefined,
  by: { columns?: 1 | -1; rows?: 1 | -1 },
): string | undefined {
  const at = columns.findIndex(({ leads }) => leads.some((lead) => lead.id === id));
  if (at < 0) return columns.find(({ leads }) => leads.length > 0)?.leads[0]?.id;
  const row = columns[at]?.leads.findIndex((lead) => lead.id === id) ?? 0;
  if (by.rows) return columns[at]?.leads[row + by.rows]?.id;
  const step = by.columns ?? 1;
  for (let column = at + step; column >= 0 && column < columns.length; column += step) {
    const leads = columns[column]?.leads ?? [];
    if (leads.length > 0) return leads[Math.min(row, leads.length - 1)]?.id;
  }
  return undefined;
}

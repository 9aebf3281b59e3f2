/** Fees, tasks, memos and files for the simulator's own page. */
import { z } from 'zod';
import type { ShownRecord } from '../practice/contract.ts';
import type { Kept, State } from './state.ts';

const linked = z.object({ id: z.string() }).nullish();
const fields = z.looseObject({
  matterId: z.string().nullish(),
  matter: linked,
  staff: linked,
  assignees: z.array(z.object({ id: z.string() })).optional(),
  createdByUserId: z.string().nullish(),
  subject: z.string().nullish(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  note: z.string().nullish(),
  plainText: z.string().nullish(),
  duration: z.unknown().optional(),
  amount: z.unknown().optional(),
  isBillable: z.boolean().optional(),
  isCompleted: z.boolean().optional(),
  isDeleted: z.boolean().optional(),
});
const staffNames = z.looseObject({
  userId: z.string().nullish(),
  firstName: z.string(),
  lastName: z.string(),
});

export function recordsOf(state: State): ShownRecord[] {
  const names = new Map<string, string>();
  for (const { id, view } of state.staff.truth.values()) {
    const { userId, firstName, lastName } = staffNames.parse(view);
    for (const key of [id, userId ?? id]) names.set(key, `${firstName} ${lastName}`);
  }
  const shown = (kind: string) => (row: Kept) => shownOf(state, names, kind, row);
  return [
    ...state.fees.all().map(shown('Fee')),
    ...state.expenses.all().map(shown('Cost')),
    ...state.layouts.all().map(shown('Layout')),
    ...[...state.tasks.truth.values()].map(shown('Task')),
    ...state.memos.all().map(shown('Memo')),
    ...state.files.all().map(shown('File')),
  ];
}

function shownOf(
  state: State,
  names: ReadonlyMap<string, string>,
  kind: string,
  { updated, view }: Kept,
): ShownRecord {
  const row = fields.parse(view);
  const matter = state.matters.truth.get(row.matterId ?? row.matter?.id ?? '');
  const text = row.description ?? row.note ?? row.plainText ?? '';
  const person = row.staff?.id ?? row.assignees?.[0]?.id ?? row.createdByUserId ?? '';
  return {
    at: timeOf(updated),
    kind,
    subject: row.subject || row.title || row.name || text.split('\n')[0] || kind,
    matter: matter === undefined ? '' : String(matter.view.title),
    who: names.get(person) ?? '',
    text,
    more: [
      kind === 'Fee' && typeof row.duration === 'number' && row.duration > 0 ? `${row.duration} min` : '',
      typeof row.amount === 'number' && row.amount > 0 ? row.amount.toFixed(2) : '',
      row.isBillable === false ? 'not billable' : '',
      row.isCompleted === true ? 'completed' : '',
      row.isDeleted === true ? 'deleted' : '',
    ]
      .filter((one) => one !== '')
      .join(', '),
  };
}

function timeOf(ticks: number): string {
  const milliseconds = (BigInt(Math.round(ticks)) - 621_355_968_000_000_000n) / 10_000n;
  return new Date(Number(milliseconds)).toISOString();
}

/** Communications, time entries, expenses, notes and documents for the simulator's own page. */
import { z } from 'zod';
import type { ShownRecord } from '../practice/contract.ts';
import type { Row } from './state.ts';
import type { ClioWorld } from './world.ts';

const id = z.number().nullish();
const fields = z.looseObject({
  type: z.string().nullish(),
  subject: z.string().nullish(),
  body: z.string().nullish(),
  note: z.string().nullish(),
  detail: z.string().nullish(),
  total: z.number().nullish(),
  name: z.string().nullish(),
  matter_id: id,
  user_id: id,
  quantity: z.number().nullish(),
  non_billable: z.boolean().nullish(),
  senders: z.array(z.object({ id: z.coerce.number(), type: z.string() })).catch([]),
  receivers: z.array(z.object({ id: z.coerce.number(), type: z.string() })).catch([]),
});

export function recordsOf(world: ClioWorld): ShownRecord[] {
  const titles = namesOf(
    world.records('matters'),
    (row) => `${String(row.display_number)} ${String(row.description)}`,
  );
  const users = namesOf(world.records('users'), (row) => String(row.name));
  const shown = (kind: string) => (row: Row) => {
    const { type, subject, body, note, detail, name, matter_id, user_id, senders, receivers, ...rest } =
      fields.parse(row);
    const text = body ?? note ?? detail ?? '';
    const user = [...senders, ...receivers].find((one) => one.type === 'User')?.id ?? user_id;
    return {
      at: row.updated_at,
      kind: kind === 'Communication' ? spaced(type ?? kind) : kind,
      subject: subject || name || text.split('\n')[0] || kind,
      matter: titles.get(matter_id ?? 0) ?? '',
      who: users.get(user ?? 0) ?? '',
      text,
      more: [
        typeof rest.total === 'number' ? rest.total.toFixed(2) : '',
        typeof rest.quantity === 'number' && typeof rest.total !== 'number'
          ? `${Math.round(rest.quantity / 60)} min`
          : '',
        rest.non_billable === true ? 'not billable' : '',
      ]
        .filter((one) => one !== '')
        .join(', '),
    };
  };
  return [
    ...world.records('communications').map(shown('Communication')),
    ...world
      .records('activities')
      .map((row) => shown(row.type === 'TimeEntry' ? 'Time entry' : 'Expense')(row)),
    ...world.records('notes').map(shown('Note')),
    ...world.records('documents').map(shown('Document')),
  ];
}

function namesOf(rows: readonly Row[], name: (row: Row) => string): ReadonlyMap<number, string> {
  return new Map(rows.map((row) => [row.id, name(row)]));
}

/** "PhoneCommunication" as words. */
function spaced(type: string): string {
  return type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

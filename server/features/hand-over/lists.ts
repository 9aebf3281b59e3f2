/** What a matter's pack holds beside documents and conversations: lists, each as a page and as JSON, read page by page. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { Eyes } from './eyes.ts';
import { escaped, pageEnd, pageHead } from './html.ts';
import { type Entry, writtenEntry } from './pack.ts';

const row = z.looseObject({ id: z.uuid() });
type Row = z.output<typeof row>;
const atOnce = 500;
const start = '00000000-0000-0000-0000-000000000000';

export interface List {
  /** The file's name, and its title. */
  name: string;
  title: string;
  read(tx: Tx, after: string): Promise<Row[]>;
}

type Select = (after: string) => ReturnType<typeof sql>;

export function list(name: string, title: string, select: Select): List {
  return {
    name,
    title,
    async read(tx, after) {
      const { rows } = await sql<Record<string, unknown>>`${select(after)} limit ${atOnce}`.execute(tx);
      return row.array().parse(rows);
    },
  };
}

/** Addresses and numbers of people are of no concern to a client who takes the file along: only the firm's own copy has them. */
export function matterLists(
  firmId: string,
  matterId: string,
  { forClient }: Pick<Eyes, 'forClient'>,
): List[] {
  const number = (column: string) => (forClient ? sql`` : sql`, ${sql.ref(column)} as number`);
  const given = [
    list(
      'calls',
      'Calls',
      (after) => sql`
        select i.id, i.started_at, i.kind, i.direction, i.outcome, i.talk_seconds, i.external_name as name ${number('i.external_e164')}
        from interactions i where i.firm_id = ${firmId} and i.matter_id = ${matterId} and i.id > ${after}::uuid
        order by i.id`,
    ),
    list(
      'texts-sent',
      'Texts sent',
      (after) => sql`
        select t.id, t.created_at, k.display_name as name, t.body, t.state, t.state_at ${number('t.number')}
        from text_messages t join conversations c on c.firm_id = ${firmId} and c.id = t.conversation_id
        left join contacts k on k.firm_id = ${firmId} and k.id = t.contact_id
        where t.firm_id = ${firmId} and c.matter_id = ${matterId} and t.id > ${after}::uuid
          and (c.kind = 'external' or ${!forClient}) order by t.id`,
    ),
    list(
      'texts-received',
      'Texts received',
      (after) => sql`
        select t.id, t.received_at, k.display_name as name, t.body, t.state ${number('t.number')}
        from text_inbound t join conversations c on c.firm_id = ${firmId} and c.id = t.conversation_id
        left join contacts k on k.firm_id = ${firmId} and k.id = t.contact_id
        where t.firm_id = ${firmId} and c.matter_id = ${matterId} and t.id > ${after}::uuid
          and (c.kind = 'external' or ${!forClient}) order by t.id`,
    ),
    list(
      'appointments',
      'Appointments',
      (after) => sql`
        select e.id, e.title, e.place, e.description, e.starts_at, e.ends_at, e.time_zone, e.state
        from matter_events e where e.firm_id = ${firmId} and e.matter_id = ${matterId} and e.id > ${after}::uuid
        order by e.id`,
    ),
  ];
  return forClient ? given : [...given, ...internalLists(firmId, matterId)];
}

function internalLists(firmId: string, matterId: string): List[] {
  return [
    list(
      'parties',
      'People of the matter',
      (after) => sql`
        select p.contact_id as id, k.display_name as name, p.role, p.is_client
        from matter_parties p join contacts k on k.firm_id = ${firmId} and k.id = p.contact_id
        where p.firm_id = ${firmId} and p.matter_id = ${matterId} and p.contact_id > ${after}::uuid order by p.contact_id`,
    ),
    list(
      'memos',
      'Memos',
      (after) => sql`
        select m.id, m.date, m.subject, m.body, m.created_at from memos m
        where m.firm_id = ${firmId} and m.matter_id = ${matterId} and m.removed_at is null and m.id > ${after}::uuid order by m.id`,
    ),
    list(
      'tasks',
      'Tasks',
      (after) => sql`
        select t.id, t.subject, t.description, t.due_on, t.status, t.completed_at, t.created_at from tasks t
        where t.firm_id = ${firmId} and t.matter_id = ${matterId} and t.removed_at is null and t.id > ${after}::uuid order by t.id`,
    ),
    list(
      'fees',
      'Fees',
      (after) => sql`
        select f.id, f.date, f.subject, f.description, f.worked_minutes, f.amount, f.currency, f.billable, f.billed_at
        from fees f where f.firm_id = ${firmId} and f.matter_id = ${matterId} and f.removed_at is null and f.id > ${after}::uuid
        order by f.id`,
    ),
  ];
}

/** A list that holds nothing is not there. */
export async function* listEntries({ own, timeZone }: Eyes, lists: readonly List[]): AsyncGenerator<Entry> {
  for (const one of lists) {
    const first = await own.read((tx) => one.read(tx, start));
    if (first.length === 0) continue;
    const rows = () => rowsOf(first, (after) => own.read((tx) => one.read(tx, after)));
    yield writtenEntry(`lists/${one.name}.html`, () => asTable(one.title, rows(), timeZone));
    yield writtenEntry(`lists/${one.name}.json`, () => asJson(rows()));
  }
}

async function* rowsOf(first: readonly Row[], next: (after: string) => Promise<Row[]>): AsyncGenerator<Row> {
  let page = first;
  for (;;) {
    yield* page;
    const last = page.at(-1);
    if (page.length < atOnce || !last) return;
    page = await next(last.id);
  }
}

async function* asJson(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  let first = true;
  yield '[';
  for await (const one of rows) {
    yield `${first ? '' : ','}\n  ${JSON.stringify(one)}`;
    first = false;
  }
  yield '\n]\n';
}

async function* asTable(title: string, rows: AsyncIterable<Row>, timeZone: string): AsyncGenerator<string> {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const cell = (value: unknown) =>
    value === null || value === undefined ? '' : value instanceof Date ? format.format(value) : String(value);
  yield pageHead(title, '../index.html');
  let columns: string[] | null = null;
  for await (const { id: _, ...one } of rows) {
    if (columns === null) {
      columns = Object.keys(one);
      const heads = columns.map((name) => `<th scope="col">${escaped(headOf(name))}</th>`);
      yield `<table>\n<thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n`;
    }
    yield `<tr>${columns.map((name) => `<td>${escaped(cell(one[name]))}</td>`).join('')}</tr>\n`;
  }
  yield `</tbody>\n</table>\n${pageEnd}`;
}

/** `started_at` → `Started at` */
function headOf(column: string): string {
  const words = column.replaceAll('_', ' ').replace(/ (?:at|on)$/, '');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

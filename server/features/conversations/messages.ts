/** The messages of a conversation, as far as the reader's walls show them. */
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { Opened, Reader } from './access.ts';
import type { MessageFiles } from './listeners.ts';
import { namesOf, personIn } from './people.ts';
import type { Message, MessagesPage, MessagesQuery, Person } from './shapes.ts';

const noteDetail = z.object({
  what: z.string(),
  people: z.array(z.string()).default([]),
  text: z.string().default(''),
});

const columns = [
  'seq',
  'id',
  'kind',
  'author_staff_id',
  'author_portal_user_id',
  'body',
  'detail',
  'sent_by',
  'reply_to_seq',
  'edited_at',
  'retracted_at',
  'created_at',
] as const;

export interface MessageRow {
  seq: number;
  id: string;
  kind: 'message' | 'note';
  author_staff_id: string | null;
  author_portal_user_id: string | null;
  body: string;
  detail: unknown;
  sent_by: 'portal' | 'sms' | 'email';
  reply_to_seq: number | null;
  edited_at: Date | null;
  retracted_at: Date | null;
  created_at: Date;
  pinned: boolean;
  /** Told to staff alone: for others it is false. */
  privileged: boolean;
}

/** The rows of a page and those that they answer: read with the reader's eyes. */
export interface SeenMessages {
  rows: MessageRow[];
  answered: Map<number, { author: string | null; body: string; retracted: boolean }>;
  before: number | null;
  after: number | null;
}

export async function seeMessages(
  tx: Tx,
  firmId: string,
  reader: Reader,
  { id }: Pick<Opened, 'id'>,
  query: MessagesQuery,
): Promise<SeenMessages> {
  return await around(tx, firmId, reader, id, await pageAround(tx, firmId, reader, id, query));
}

/** With what these rows answer. */
async function around(
  tx: Tx,
  firmId: string,
  reader: Reader,
  id: string,
  page: Pick<SeenMessages, 'rows' | 'before' | 'after'>,
): Promise<SeenMessages> {
  const replies = [...new Set(page.rows.flatMap((row) => row.reply_to_seq ?? []))];
  const answered =
    replies.length === 0 ? [] : await rowsOf(tx, firmId, reader, id).where('seq', 'in', replies).execute();
  return {
    ...page,
    answered: new Map(
      answered.map((row) => [
        row.seq,
        { author: authorOf(row), body: row.body.slice(0, 200), retracted: row.retracted_at !== null },
      ]),
    ),
  };
}

/** These messages, or the pinned ones; none above or below is told of. */
export async function findMessages(
  tx: Tx,
  firmId: string,
  reader: Reader,
  { id }: Pick<Opened, 'id'>,
  which: readonly number[] | 'pinned',
): Promise<SeenMessages> {
  const rows = await rowsOf(tx, firmId, reader, id)
    .where('seq', 'in', which === 'pinned' ? pinnedSeqs(tx, firmId, id) : which.length > 0 ? [...which] : [0])
    .orderBy('seq')
    .limit(200)
    .execute();
  return await around(tx, firmId, reader, id, { rows, before: null, after: null });
}

function pinnedSeqs(tx: Tx, firmId: string, id: string) {
  return tx.selectFrom('pins').select('seq').where('firm_id', '=', firmId).where('conversation_id', '=', id);
}

/** In words, with the names of those who wrote; as the program, for the names. */
export async function describeMessages(
  tx: Tx,
  firmId: string,
  conversationId: string,
  seen: SeenMessages,
  files: MessageFiles,
): Promise<MessagesPage> {
  const notes = new Map(
    seen.rows.flatMap((row) =>
      row.kind === 'note' ? [[row.seq, noteDetail.parse(row.detail)] as const] : [],
    ),
  );
  const ids = [
    ...seen.rows.map(authorOf),
    ...[...seen.answered.values()].map(({ author }) => author),
    ...[...notes.values()].flatMap(({ people }) => people),
  ].filter((id) => id !== null);
  const names = await namesOf(tx, firmId, ids);
  const seqs = seen.rows.map(({ seq }) => seq);
  const attached = seqs.length === 0 ? new Map() : await files.list(tx, firmId, conversationId, seqs);
  return {
    items: seen.rows.map((row) => ({
      ...toMessage(row, seen, names),
      note: noteOf(notes.get(row.seq), names),
      files: attached.get(row.seq) ?? [],
    })),
    before: seen.before,
    after: seen.after,
  };
}

export function authorOf(row: Pick<MessageRow, 'author_staff_id' | 'author_portal_user_id'>): string | null {
  return row.author_staff_id ?? row.author_portal_user_id;
}

function noteOf(
  note: z.output<typeof noteDetail> | undefined,
  names: ReadonlyMap<string, Person>,
): Message['note'] {
  return note === undefined ? null : { ...note, people: note.people.map((id) => personIn(names, id)) };
}

function toMessage(
  row: MessageRow,
  seen: SeenMessages,
  names: ReadonlyMap<string, Person>,
): Omit<Message, 'note' | 'files'> {
  const retracted = row.retracted_at !== null;
  return {
    ...{ seq: row.seq, id: row.id, kind: row.kind, sentBy: row.sent_by },
    author: personIn(names, authorOf(row)),
    body: retracted ? '' : row.body,
    replyTo: replyOf(row.reply_to_seq, seen, names),
    privileged: row.privileged,
    pinned: row.pinned,
    editedAt: row.edited_at?.toISOString() ?? null,
    retractedAt: row.retracted_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

function replyOf(
  seq: number | null,
  { answered }: SeenMessages,
  names: ReadonlyMap<string, Person>,
): Message['replyTo'] {
  if (seq === null) return null;
  const found = answered.get(seq);
  // From before the reader joined: that there was something is all that is told.
  if (!found) return { seq: null, author: '', text: '' };
  return { seq, author: personIn(names, found.author).name, text: found.retracted ? '' : found.body };
}

function rowsOf(tx: Tx, firmId: string, reader: Reader, id: string) {
  return tx
    .selectFrom('messages')
    .select(columns)
    .select(({ exists, lit, ref, selectFrom }) => [
      exists(
        selectFrom('pins')
          .select('pins.seq')
          .where('pins.firm_id', '=', firmId)
          .where('pins.conversation_id', '=', id)
          .whereRef('pins.seq', '=', 'messages.seq'),
      )
        .$castTo<boolean>()
        .as('pinned'),
      // Of this column people outside the firm may read nothing.
      ('staffId' in reader ? ref('privileged') : lit(false)).$castTo<boolean>().as('privileged'),
    ])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id);
}

/** The newest unless said otherwise; each page the oldest first. */
async function pageAround(
  tx: Tx,
  firmId: string,
  reader: Reader,
  id: string,
  { limit, before, after, around }: MessagesQuery,
): Promise<{ rows: MessageRow[]; before: number | null; after: number | null }> {
  const upTo = async (seq: number | null, most: number) => {
    let rows = rowsOf(tx, firmId, reader, id)
      .orderBy('seq', 'desc')
      .limit(most + 1);
    if (seq !== null) rows = rows.where('seq', '<', seq);
    const found = await rows.execute();
    return { rows: found.slice(0, most).reverse(), more: found.length > most };
  };
  const from = async (seq: number, most: number) => {
    const found = await rowsOf(tx, firmId, reader, id)
      .where('seq', '>=', seq)
      .orderBy('seq')
      .limit(most + 1)
      .execute();
    return { rows: found.slice(0, most), more: found.length > most };
  };
  if (around !== undefined) {
    const half = Math.max(1, Math.floor(limit / 2));
    const above = await upTo(around, half);
    const below = await from(around, half);
    const rows = [...above.rows, ...below.rows];
    return { rows, ...edges(rows, above.more, below.more) };
  }
  if (after !== undefined) {
    const { rows, more } = await from(after + 1, limit);
    return { rows, ...edges(rows, after > 0, more) };
  }
  const { rows, more } = await upTo(before ?? null, limit);
  return { rows, ...edges(rows, more, before !== undefined) };
}

function edges(rows: readonly MessageRow[], above: boolean, below: boolean) {
  const [first, last] = [rows[0], rows.at(-1)];
  return { before: above && first ? first.seq : null, after: below && last ? last.seq : null };
}

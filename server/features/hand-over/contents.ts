/** What goes into a pack, by its scope: planned with the asker's eyes, then given out entry by entry. */
import { sql } from 'kysely';
import { getContact } from '../practice/index.ts';
import { personParts } from '../retention/index.ts';
import { type ConversationPart, conversationEntries, type Span } from './conversation-entries.ts';
import { documentEntries } from './document-entries.ts';
import { safeName } from './entry-names.ts';
import type { Eyes } from './eyes.ts';
import { type Chapter, frontPage } from './front-page.ts';
import { type List, list, listEntries, matterLists } from './lists.ts';
import { type Entry, textEntry } from './pack.ts';
import type { HandOverScope } from './tables.ts';

export interface Wanted {
  scope: HandOverScope;
  matterId: string | null;
  conversationId: string | null;
  contactId: string | null;
}

export interface Plan {
  title: string;
  /** Whose walls it stands behind. */
  matters: string[];
  conversations: ConversationPart[];
  lists: List[];
  /** The matter whose documents go along. */
  documentsOf: string | null;
  /** About as many bytes go in. */
  totalBytes: number;
}

/** Of a message's words, on average, twice: as a page and as JSON. */
const bytesPerMessage = 1_000;

export async function makePlan(eyes: Eyes, wanted: Wanted): Promise<Plan> {
  const { title, conversations, ...rest } = await planOf(eyes, wanted);
  const totalBytes = await sizeOf(
    eyes,
    conversations.map(({ id }) => id),
    rest.documentsOf,
  );
  return { title, conversations, ...rest, totalBytes };
}

async function planOf(eyes: Eyes, wanted: Wanted): Promise<Omit<Plan, 'totalBytes'>> {
  if (wanted.matterId !== null) return await planMatter(eyes, wanted.matterId);
  if (wanted.contactId !== null) return await planPerson(eyes, wanted.contactId);
  const id = wanted.conversationId;
  const rows = await conversationRows(eyes, id === null ? sql`true` : sql`c.id = ${id}`);
  const conversations = await namedParts(eyes, rows);
  const matters = 'staffId' in eyes.reader ? rows.flatMap(({ matter_id }) => matter_id ?? []) : [];
  return {
    title: id === null ? 'Your file' : (conversations[0]?.title ?? 'Conversation'),
    matters: [...new Set(matters)],
    conversations,
    lists: id === null ? ownLists(eyes) : [],
    documentsOf: null,
  };
}

async function planMatter(eyes: Eyes, matterId: string): Promise<Omit<Plan, 'totalBytes'>> {
  const { firmId, forClient, own } = eyes;
  const { rows } = await own.read((tx) =>
    sql<{ number: string; title: string }>`
      select number, title from matters where firm_id = ${firmId} and id = ${matterId}`.execute(tx),
  );
  const [matter] = rows;
  const found = await conversationRows(
    eyes,
    sql`c.matter_id = ${matterId} and c.state <> 'draft' and (c.kind = 'external' or ${!forClient})`,
  );
  return {
    title: matter ? `${matter.number} ${matter.title}` : 'Matter',
    matters: [matterId],
    conversations: await namedParts(eyes, found),
    lists: matterLists(firmId, matterId, eyes),
    documentsOf: matterId,
  };
}

/** What was said with this person, while they were there; and what the firm holds about them. */
async function planPerson(eyes: Eyes, contactId: string): Promise<Omit<Plan, 'totalBytes'>> {
  const { firmId, own } = eyes;
  const person = await own.read((tx) => getContact(tx, firmId, contactId));
  const stays = await own.read((tx) =>
    sql<{ id: string; from_seq: number; to_seq: number | null }>`
      select p.conversation_id as id, p.from_seq, p.to_seq from participants p
      join portal_users u on u.firm_id = ${firmId} and u.id = p.portal_user_id
      where p.firm_id = ${firmId} and u.contact_id = ${contactId} and p.left_how is distinct from 'for_cause'
      order by p.conversation_id, p.from_seq`.execute(tx),
  );
  const spans = new Map<string, Span[]>();
  for (const { id, from_seq: fromSeq, to_seq: toSeq } of stays.rows)
    spans.set(id, [...(spans.get(id) ?? []), { fromSeq, toSeq }]);
  const rows = await conversationRows(
    eyes,
    sql`c.kind = 'external' and c.id = any(${[...spans.keys()]}::uuid[])`,
  );
  const parts = await namedParts(eyes, rows);
  const about = list(
    'person',
    'The person',
    (after) => sql`
      select c.id, c.kind, c.display_name as name, c.created_at,
        array(select e.email from contact_emails e where e.firm_id = ${firmId} and e.contact_id = c.id order by e.id) as emails,
        array(select coalesce(n.e164, '') from contact_numbers n where n.firm_id = ${firmId} and n.contact_id = c.id order by n.id) as numbers
      from contacts c where c.firm_id = ${firmId} and c.id = ${contactId} and c.id > ${after}::uuid order by c.id`,
  );
  const lists = personParts.map(
    (part): List => ({
      name: part.name,
      title: titleOf(part.name),
      read: (tx, after) => part.read(tx, firmId, contactId, after),
    }),
  );
  return {
    title: person.displayName,
    matters: [
      ...new Set([...person.matters.map(({ id }) => id), ...rows.flatMap((row) => row.matter_id ?? [])]),
    ],
    conversations: parts.map((part) => ({ ...part, spans: spans.get(part.id) ?? [] })),
    lists: [about, ...lists],
    documentsOf: null,
  };
}

/** `enquiryHistory` → `Enquiry history` */
function titleOf(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Of a person of the portal: what stands in their portal beside conversations. */
function ownLists({ firmId }: Eyes): List[] {
  return [
    list(
      'appointments',
      'Appointments',
      (after) => sql`
        select e.id, e.title, e.place, e.description, e.starts_at, e.ends_at, e.time_zone, e.state from matter_events e
        where e.firm_id = ${firmId} and e.id > ${after}::uuid order by e.id`,
    ),
    list(
      'to-do',
      'To do',
      (after) => sql`
        select t.id, t.title, t.kind, t.due_on, t.state, t.done_at, t.created_at from to_dos t
        where t.firm_id = ${firmId} and t.id > ${after}::uuid order by t.id`,
    ),
  ];
}

interface ConversationRow {
  id: string;
  title: string;
  matter_id: string | null;
}

function conversationRows(
  { firmId, own }: Eyes,
  which: ReturnType<typeof sql>,
): Promise<readonly ConversationRow[]> {
  return own.read(async (tx) => {
    const { rows } = await sql<ConversationRow>`
      select c.id, c.title, c.matter_id from conversations c where c.firm_id = ${firmId} and ${which} order by c.id`.execute(
      tx,
    );
    return rows;
  });
}

/** A conversation without a name is called after its matter, as on the screens. */
async function namedParts(
  { firmId, program }: Eyes,
  rows: readonly ConversationRow[],
): Promise<ConversationPart[]> {
  const ids = rows.flatMap(({ matter_id }) => matter_id ?? []);
  const matters = await program.read((tx) =>
    sql<{ id: string; title: string }>`
      select id, title from matters where firm_id = ${firmId} and id = any(${ids}::uuid[])`.execute(tx),
  );
  const titles = new Map(matters.rows.map(({ id, title }) => [id, title]));
  return rows.map(({ id, title, matter_id }, at) => {
    const name = title || titles.get(matter_id ?? '') || 'Conversation';
    const number = String(at + 1).padStart(2, '0');
    return { id, title: name, folder: `conversations/${number} ${safeName(name)}`, spans: null };
  });
}

async function sizeOf(
  { firmId, own }: Eyes,
  ids: readonly string[],
  matterId: string | null,
): Promise<number> {
  const { rows } = await own.read((tx) =>
    sql<{ files: number; messages: number }>`
      select coalesce((select sum(size_bytes) from attachments
          where firm_id = ${firmId} and conversation_id = any(${[...ids]}::uuid[]) and withdrawn_at is null), 0)::bigint as files,
        (select count(*) from messages where firm_id = ${firmId} and conversation_id = any(${[...ids]}::uuid[])) as messages`.execute(
      tx,
    ),
  );
  const documents =
    matterId === null
      ? 0
      : await own.read(async (tx) => {
          const sum = await sql<{ bytes: number }>`
            select coalesce(sum(size_bytes), 0)::bigint as bytes from document_versions
            where firm_id = ${firmId} and matter_id = ${matterId}`.execute(tx);
          return sum.rows[0]?.bytes ?? 0;
        });
  const [row] = rows;
  return (row?.files ?? 0) + (row?.messages ?? 0) * bytesPerMessage + documents;
}

/** The front page comes last: it tells what is really there. */
export async function* packEntries(
  eyes: Eyes,
  plan: Plan,
  about: { firm: string; fingerprint: string; askedBy: string },
): AsyncGenerator<Entry> {
  const chapters: Chapter[] = [];
  const noted = async function* (title: string, entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
    const pages: Chapter['pages'] = [];
    for await (const entry of entries) {
      pages.push({ path: entry.path, title: entry.path.slice(entry.path.indexOf('/') + 1) });
      yield entry;
    }
    if (pages.length > 0) chapters.push({ title, pages });
  };
  for (const part of plan.conversations) yield* noted(part.title, conversationEntries(eyes, part));
  if (plan.documentsOf !== null) yield* noted('Documents', documentEntries(eyes, plan.documentsOf));
  yield* noted('Lists', listEntries(eyes, plan.lists));
  yield textEntry('index.html', frontPage(plan.title, chapters, { ...about, eyes }));
}

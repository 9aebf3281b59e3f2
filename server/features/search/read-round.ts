/** Files that were sent: their names and the text in them become words that are found. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { getUnlessDestroyed } from '../../platform/file-store.ts';
import type { Platform } from '../../platform/platform.ts';
import { toLexemes } from '../conversations/index.ts';
import { decideDelivery, readFileSettings, type Verdict } from '../files/index.ts';
import { decideReading } from './decide.ts';
import { type Extracted, extractText } from './extract.ts';
import { kindOf } from './file-kinds.ts';
import './tables.ts';

type Deps = Pick<Platform, 'database' | 'clock' | 'files' | 'logger'>;

const most = 50;
/** Whoever began to read a file and says nothing for so long has died over it. */
const leaseMs = 5 * 60_000;

/** True when there may be more at once. */
export async function readRound(deps: Deps): Promise<boolean> {
  const now = deps.clock.now();
  const { rows } = await deps.database.system((tx) =>
    sql<{ firm_id: string; file_id: string }>`
      select firm_id, file_id from file_words where state = 'waiting' and due_at <= ${now}
      order by due_at limit ${most}`.execute(tx),
  );
  for (const { firm_id: firmId, file_id: id } of rows) await readFile(deps, firmId, id);
  return rows.length === most;
}

interface Claimed {
  /** Until when it is ours; as long as that stands in its row, nothing else was said of it. */
  due: Date;
  name: string;
  contentType: string;
  sizeBytes: number;
  sha256: Buffer;
  verdict: Verdict;
  releasedAt: Date | null;
  tries: number;
}

async function readFile(deps: Deps, firmId: string, id: string): Promise<void> {
  const program = deps.database.firm(firmId);
  const begun = await program.write((tx) => begin(tx, deps, firmId, id));
  if (begun === null) return;
  const { file, text } = begun;
  const read = typeof text === 'object' ? text : await extract(deps, firmId, file);
  await program.write((tx) => keep(tx, firmId, id, file, read));
}

/** The name is found from here on, whatever becomes of the text. */
async function begin(
  tx: Tx,
  { clock }: Deps,
  firmId: string,
  id: string,
): Promise<{ file: Claimed; text: Extracted | 'to be read' } | null> {
  const now = clock.now();
  const due = new Date(now.getTime() + leaseMs);
  const { rows } = await sql<Claimed>`
    select ${due}::timestamptz as due, a.name, a.content_type as "contentType", a.size_bytes as "sizeBytes", a.sha256, a.verdict,
      a.released_at as "releasedAt", w.tries + 1 as tries
    from file_words w join attachments a on a.firm_id = ${firmId} and a.id = w.file_id
    where w.firm_id = ${firmId} and w.file_id = ${id} and w.state = 'waiting' and w.due_at <= ${now}
    for update of w skip locked`.execute(tx);
  const [file] = rows;
  if (!file) return null;
  const { type, text: kind } = kindOf(file.contentType, file.name);
  await sql`
    update file_words w set file_type = ${type}, search = ${toLexemes(file.name)}, tries = ${file.tries}, due_at = ${due},
      created_at = m.created_at
    from messages m
    where w.firm_id = ${firmId} and w.file_id = ${id}
      and m.firm_id = ${firmId} and m.conversation_id = w.conversation_id and m.seq = w.seq`.execute(tx);
  const delivery = decideDelivery(file.verdict, file.releasedAt !== null, await readFileSettings(tx, firmId));
  const decided = decideReading({ ...file, kind, delivery });
  if (decided.do === 'leave') return { file, text: decided };
  return { file, text: (await findRead(tx, firmId, id, file.sha256)) ?? 'to be read' };
}

/** The same content was sent before, and read. */
async function findRead(tx: Tx, firmId: string, id: string, sha256: Buffer): Promise<Extracted | null> {
  const { rows } = await sql<{ text: string }>`
    select w.body as text from attachments a join file_words w on w.firm_id = ${firmId} and w.file_id = a.id
    where a.firm_id = ${firmId} and a.sha256 = ${sha256} and a.id <> ${id} and w.state = 'read' limit 1`.execute(
    tx,
  );
  return rows[0] ?? null;
}

async function extract({ files, logger }: Deps, firmId: string, file: Claimed): Promise<Extracted> {
  const { text: kind } = kindOf(file.contentType, file.name);
  const content = await getUnlessDestroyed(files, firmId, file.sha256);
  if (kind === null || content === null) return { why: 'the file is not there' };
  const read = await extractText(kind, content);
  if ('why' in read)
    logger.debug({ sha256: file.sha256.toString('hex'), why: read.why }, 'no text was read out of a file');
  return read;
}

/** Unless something else was said of the file meanwhile: then it waits again, and is read by what holds now. */
async function keep(
  tx: Tx,
  firmId: string,
  id: string,
  { name, due }: Claimed,
  read: Extracted,
): Promise<void> {
  const standing = sql`firm_id = ${firmId} and file_id = ${id} and state = 'waiting' and due_at = ${due}`;
  if ('text' in read)
    await sql`update file_words set state = 'read', body = ${read.text}, search = ${toLexemes(`${name}\n${read.text}`)}
      where ${standing}`.execute(tx);
  else await sql`update file_words set state = 'none', why_not = ${read.why} where ${standing}`.execute(tx);
}

/** Files that came for a slot are looked at again with each new engine; one in which something is found is asked for anew. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockConversation, postNote, stateRules } from '../conversations/index.ts';
import { type ContentScan, decideRescan, type Verdict } from '../files/index.ts';
import { tellOfNote } from '../notices/index.ts';
import { lockRequest, lockSlot, setSlot, tellScreens } from './acts.ts';
import { settle } from './settle.ts';
import { decideSlot } from './states.ts';
import './tables.ts';

export type LookDeps = Pick<Platform, 'database' | 'clock'> & { contents: ContentScan };

interface Content {
  sha256: Buffer;
  sizeBytes: number;
  name: string;
}

interface Found {
  firmId: string;
  engine: string;
  verdict: Verdict;
  detail: string;
  at: Date;
}

const atOnce = 200;
/** The client reads it beside the slot. */
const infectedWords =
  'Malware was found in a file after it had come, and nobody can open it. Please send a clean copy.';

/** Everything that these signatures have not seen. */
export async function lookAtRequestsAgain(deps: LookDeps, firmId: string, engine: string): Promise<void> {
  const program = deps.database.firm(firmId);
  const { rows } = await program.read((tx) =>
    sql<Content>`
      select sha256, max(size_bytes)::bigint as "sizeBytes", min(name) as name from request_files
      where firm_id = ${firmId} and engine <> ${engine} group by sha256 limit ${atOnce}`.execute(tx),
  );
  for (const content of rows) {
    const { verdict, detail } = await deps.contents.look({ firmId, ...content });
    const found = { firmId, engine, verdict, detail, at: deps.clock.now() };
    // One at a time: each takes its conversation before the firm's counter of news.
    for (const file of await program.read((tx) => filesOf(tx, firmId, content.sha256)))
      await program.write((tx) => noteFound(tx, found, file));
  }
}

interface CameFile {
  id: string;
  slotId: string;
  requestId: string;
  conversationId: string;
  matterId: string;
  savedDocumentId: string | null;
  verdict: Verdict;
}

async function filesOf(tx: Tx, firmId: string, sha256: Buffer): Promise<CameFile[]> {
  const { rows } = await sql<CameFile>`
    select id, slot_id as "slotId", request_id as "requestId", conversation_id as "conversationId", matter_id as "matterId",
      saved_document_id as "savedDocumentId", verdict
    from request_files where firm_id = ${firmId} and sha256 = ${sha256} order by id`.execute(tx);
  return rows;
}

async function noteFound(tx: Tx, found: Found, file: CameFile): Promise<void> {
  const { firmId, engine, verdict, detail, at } = found;
  const then = decideRescan(file.verdict, verdict);
  if (then === 'withdraw') await askForCleanCopy(tx, found, file);
  // An engine that fails on one file must not be asked again each round; the next signatures will.
  const next = then === 'nothing' ? {} : { verdict, verdict_detail: detail };
  await tx
    .updateTable('request_files')
    .set({ ...next, engine, scanned_at: at })
    .where('firm_id', '=', firmId)
    .where('id', '=', file.id)
    .execute();
}

/** From here on nobody opens it: malware is handed out under no policy. The client is told while the thread is open. */
async function askForCleanCopy(tx: Tx, { firmId, at }: Found, file: CameFile): Promise<void> {
  const { conversationId, requestId, slotId, matterId, savedDocumentId } = file;
  // Whoever acts on a request takes its conversation first, and so does this.
  const conversation = await lockConversation(tx, firmId, conversationId);
  const request = await lockRequest(tx, firmId, requestId);
  const slot = await lockSlot(tx, firmId, slotId);
  const state = decideSlot(slot.state, 'infected');
  await tx
    .updateTable('request_files')
    .set({ state: 'rejected', reason: infectedWords })
    .where('firm_id', '=', firmId)
    .where('id', '=', file.id)
    .execute();
  await audit(tx, {
    ...{ firmId, staffId: null, action: 'file.withdrawn', subjectType: 'file', subjectId: file.id, matterId },
    detail: { requestId, why: 'infected', savedDocumentId },
    at,
  });
  const waitsOn = request.state !== 'cancelled' && stateRules[conversation.state].clientPosts;
  if (state !== null && waitsOn) {
    await setSlot(tx, firmId, slotId, { state, reason: infectedWords, staffId: null, now: at });
    await settle(tx, firmId, request, at);
    const { seq } = await postNote(tx, conversation, null, { what: 'request_infected', text: slot.name }, at);
    await tellOfNote(tx, { firmId, conversationId, seq, at });
  }
  await tellScreens(tx, firmId, { id: requestId, matterId, conversationId });
}

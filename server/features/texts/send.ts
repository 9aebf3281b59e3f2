/**
 * Hands texts that are due to the provider, each once. Twilio knows no idempotency key, so that a text whose answer nobody
 * heard is looked for, by the link that only it holds, before it is sent again.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { type MessageSenderClient, type RefusedText, VendorError } from '../../vendors/ports.ts';
import {
  claimTexts,
  endText,
  lockQueued,
  lockText,
  noteSent,
  type TextRow,
  tellText,
  updateText,
} from './claim.ts';
import { countParts } from './compose.ts';
import { addConsent, markNumber } from './consent-store.ts';
import { linkPath, type Plan, planText } from './plan.ts';
import { isProgramKind, planAgain, sealPurpose, secretMark } from './program.ts';
import { problemRows, reasonOf } from './provider-problems.ts';
import { planned } from './queue.ts';
import { hookUrlOf, type SettingsRow, type TextsDeps } from './settings-store.ts';

export interface FirmWork {
  deps: TextsDeps;
  settings: SettingsRow;
  client: MessageSenderClient;
}

/** What the provider took shows in its lists after this at the latest. */
const settleMs = 60_000;
/** A message that could not leave for so long says something of yesterday. */
const latestMs = 24 * 3_600_000;
const minute = 60_000;
/** A sign-in code that leaves later works no more. */
const codeMs = 10 * minute;

/** True when there may be more. Throws a VendorError when the provider should be left alone for a while. */
export async function sendDue(work: FirmWork): Promise<boolean> {
  const { deps, settings } = work;
  const { database, clock } = deps.platform;
  const scope = database.firm(settings.firm_id);
  const texts = await scope.write((tx) => claimTexts(tx, settings.firm_id, clock.now()));
  for (const [index, text] of texts.entries()) {
    try {
      await sendOne(work, text);
    } catch (error) {
      const rest = texts.slice(index).map(({ id }) => id);
      await scope.write((tx) => release(tx, settings.firm_id, rest));
      throw error;
    }
  }
  return texts.length > 0;
}

async function release(tx: Tx, firmId: string, textIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('text_messages')
    .set({ claimed_until: null })
    .where('firm_id', '=', firmId)
    .where('id', 'in', textIds)
    .where('state', '=', 'queued')
    .execute();
}

async function sendOne(work: FirmWork, text: TextRow): Promise<void> {
  const { deps, settings, client } = work;
  const { database, clock } = deps.platform;
  const scope = database.firm(settings.firm_id);
  if (text.asked_at !== null && !(await lookForIt(work, text, text.asked_at))) return;
  const ready = await scope.write((tx) => makeReady(tx, deps, text, clock.now()));
  if (ready === null) return;
  try {
    const answer = await client.send({
      to: ready.number,
      from:
        ready.line_id === null
          ? { kind: 'word', word: ready.sender }
          : { kind: 'number', number: ready.sender, serviceId: ready.service_id },
      body: leaves(deps, ready),
      statusUrl: `${hookUrlOf(deps.platform, settings.hook_key)}/${ready.id}`,
    });
    await scope.write(async (tx) => {
      // A callback may have been faster than the answer.
      const row = await lockText(tx, settings.firm_id, ready.id);
      if (row === null) return;
      if (row.sealed !== null) await updateText(tx, row, { sealed: null });
      if ('sent' in answer) await noteSent(tx, row, answer.sent, clock.now());
      else await noteRefused(tx, row, answer.refused, clock.now());
      await tellText(tx, row);
    });
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    await scope.write((tx) => noteUnsent(tx, ready, error));
    throw error;
  }
}

/** After an answer that nobody heard: true when it is certain that the provider has no such text, and it may be sent. */
async function lookForIt(
  { deps, settings, client }: FirmWork,
  text: TextRow,
  askedAt: Date,
): Promise<boolean> {
  const { database, clock } = deps.platform;
  const scope = database.firm(settings.firm_id);
  const link = await scope.read((tx) => findCode(tx, text));
  const mark = link === null ? leaves(deps, text) : linkPath(link);
  const found = await client.findSent({ to: text.number, mark, since: askedAt });
  return await scope.write(async (tx) => {
    const row = await lockQueued(tx, settings.firm_id, text.id);
    if (row === null) return false;
    const known = await knownIds(
      tx,
      row,
      found.map(({ providerId }) => providerId),
    );
    const ours = found.find(({ providerId }) => !known.has(providerId));
    if (ours) {
      await noteSent(tx, row, ours, clock.now());
      await tellText(tx, row);
      return false;
    }
    const settled = new Date(askedAt.getTime() + settleMs);
    if (clock.now() < settled) {
      await updateText(tx, row, { due_at: settled, claimed_until: null });
      return false;
    }
    await updateText(tx, row, { asked_at: null });
    return true;
  });
}

async function knownIds(tx: Tx, row: TextRow, providerIds: readonly string[]): Promise<Set<string | null>> {
  if (providerIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom('text_messages')
    .select('provider_id')
    .where('firm_id', '=', row.firm_id)
    .where('provider_id', 'in', providerIds)
    .where('id', '<>', row.id)
    .execute();
  return new Set(rows.map(({ provider_id: id }) => id));
}

async function findCode(tx: Tx, { firm_id: firmId, id }: TextRow): Promise<string | null> {
  const row = await tx
    .selectFrom('text_links')
    .select('code')
    .where('firm_id', '=', firmId)
    .where('text_id', '=', id)
    .executeTakeFirst();
  return row?.code ?? null;
}

/** Decided once more, with what is known now; the request is noted before it goes out. null: it does not leave now. */
async function makeReady(tx: Tx, deps: TextsDeps, text: TextRow, now: Date): Promise<TextRow | null> {
  const firmId = text.firm_id;
  // Two workers must not both find room for the day's last part.
  await sql`select pg_advisory_xact_lock(hashtextextended('texts of a day ' || ${firmId}::text, 0))`.execute(
    tx,
  );
  const row = await lockQueued(tx, firmId, text.id);
  if (row === null) return null;
  if (now.getTime() - (row.due_at ?? now).getTime() > (row.kind === 'sign_in' ? codeMs : latestMs)) {
    await endText(tx, row, { state: 'failed', reason: 'too_late', code: null, detail: '' }, now);
    await tellText(tx, row);
    return null;
  }
  const asking = { asked_at: now, attempts: row.attempts + 1 };
  const byProgram = isProgramKind(row.kind);
  if (row.kind !== 'message' && !byProgram) {
    await updateText(tx, row, { ...asking, parts: countParts(row.body) });
    return row;
  }
  const { conversation_id: conversationId, portal_user_id: portalUserId } = row;
  const code = await findCode(tx, row);
  const lacks = row.kind !== 'sign_in' && code === null;
  if ((conversationId === null && !byProgram) || portalUserId === null || lacks) {
    await endText(tx, row, { state: 'refused', reason: 'gone', code: null, detail: '' }, now);
    await tellText(tx, row);
    return null;
  }
  const plan = await planNow(tx, deps, row, { code: code ?? '', now });
  if (plan.refused !== null) {
    await endText(
      tx,
      row,
      { state: 'refused', reason: plan.refused, code: null, detail: '', rules: plan.rules },
      now,
    );
    await tellText(tx, row);
    return null;
  }
  const columns = { ...planned(plan), number: plan.number };
  if (plan.held) {
    await updateText(tx, row, { ...columns, claimed_until: null });
    return null;
  }
  // When it was first due tells how late it is.
  await updateText(tx, row, { ...columns, ...asking, due_at: row.due_at });
  return { ...row, ...columns, ...asking };
}

async function planNow(
  tx: Tx,
  { platform }: TextsDeps,
  row: TextRow,
  { code, now }: { code: string; now: Date },
): Promise<Plan> {
  const { firm_id: firmId, kind, words, privileged, urgent_reason: urgentReason } = row;
  const { conversation_id: conversationId, portal_user_id: portalUserId } = row;
  if (isProgramKind(kind)) return await planAgain(tx, platform, { ...row, kind }, { code, now });
  const key = { firmId, conversationId, portalUserId: portalUserId ?? '' };
  return await planText(tx, platform, {
    ...{ ...key, words, privileged, urgentReason, code, now, textId: row.id },
  });
}

/** A code stands in the text alone. */
function leaves({ platform }: TextsDeps, { id, body, sealed }: TextRow): string {
  return sealed === null ? body : body.replaceAll(secretMark, platform.secrets.open(sealed, sealPurpose(id)));
}

async function noteRefused(tx: Tx, row: TextRow, refused: RefusedText, now: Date): Promise<void> {
  const what = problemRows[refused.problem];
  if (row.attempts <= what.retries) {
    const later = new Date(now.getTime() + row.attempts * minute);
    await updateText(tx, row, { asked_at: null, due_at: later, claimed_until: null, detail: refused.detail });
    return;
  }
  await endText(
    tx,
    row,
    { state: 'failed', reason: reasonOf(refused.problem), code: refused.code, detail: refused.detail },
    now,
  );
  await heedProblem(tx, row, refused.problem, refused.code, now);
}

/** What a failure tells about the number, and about its owner's will (T5, row 8). */
export async function heedProblem(
  tx: Tx,
  row: TextRow,
  problem: keyof typeof problemRows,
  code: string | null,
  now: Date,
): Promise<void> {
  const what = problemRows[problem];
  const { firm_id: firmId, number } = row;
  if (what.mark !== null) await markNumber(tx, firmId, number, what.mark, now);
  if (!what.optOut) return;
  await addConsent(
    tx,
    { firmId, staffId: null, now },
    {
      number,
      change: 'out',
      channel: 'carrier',
      basis: `The carrier refused a text: its owner opted out (${code ?? 'no code'})`,
      contactId: row.contact_id,
    },
  );
}

/** Nothing was taken, or nobody knows (`unavailable`): then `asked_at` stays, and it is looked for first. */
async function noteUnsent(tx: Tx, text: TextRow, { problem }: VendorError): Promise<void> {
  const row = await lockQueued(tx, text.firm_id, text.id);
  if (row === null) return;
  const unheard = problem.failure === 'unavailable';
  await updateText(tx, row, {
    detail: problem.detail.slice(0, 500),
    claimed_until: null,
    ...(unheard ? {} : { asked_at: null }),
  });
}

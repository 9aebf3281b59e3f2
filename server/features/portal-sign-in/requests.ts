/** Requests to come in, and what their links and codes do. All under the system role. */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Place } from '../portal-look/index.ts';
import { findAccount } from './accounts.ts';
import { hashOfToken } from './authenticate.ts';
import { newToken } from './cookie.ts';
import {
  type Attempt,
  type AttemptDecision,
  codeMs,
  decideAttempt,
  delayOf,
  linkMs,
  type NumberLogin,
} from './decide.ts';
import { emailKey, lockFailures, noteFailure } from './failures.ts';
import { mailProofCode, mailSignIn } from './notices.ts';
import { textSignIn } from './texts.ts';
import './tables.ts';

type Deps = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl' | 'secrets'>;

/** Six figures, each as likely as the others, without a pattern. */
export const newCode = () => String(randomInt(0, 1_000_000)).padStart(6, '0');

/** Bound to what it was made for. Six figures alone could be tried out against a copy of the database. */
export function hashOfCode({ secrets }: Pick<Platform, 'secrets'>, boundTo: string, code: string): Buffer {
  return createHmac('sha256', secrets.derive('portal-codes')).update(`${boundTo}:${code}`).digest();
}

export function sameHash(one: Buffer | null, other: Buffer): boolean {
  return one !== null && one.length === other.length && timingSafeEqual(one, other);
}

/** The same for every address: whether it is anybody's is looked at once the answer has left. */
export async function insertRequest(
  tx: Tx,
  asked: { key: Buffer; binding: string; destination: string; sessionId?: string },
  now: Date,
): Promise<string> {
  const id = newId();
  const email_hash = asked.key;
  const binding_hash = hashOfToken(asked.binding);
  // Of one browser only the newest counts. Another browser's goes on: nobody may end it by asking, too.
  await tx
    .updateTable('portal_requests')
    .set({ replaced_at: now })
    .where('email_hash', '=', email_hash)
    .where('binding_hash', '=', binding_hash)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .execute();
  await tx
    .insertInto('portal_requests')
    .values({
      ...{ id, email_hash, binding_hash, destination: asked.destination, created_at: now },
      ...{ account_id: null, session_id: asked.sessionId ?? null, link_hash: null, code_hash: null },
      ...{ used_at: null, replaced_at: null },
      link_expires_at: new Date(now.getTime() + linkMs),
      code_expires_at: new Date(now.getTime() + codeMs),
    })
    .execute();
  return id;
}

/** Makes link and code and mails them, if the address is somebody's. */
export async function mailRequest(
  tx: Tx,
  deps: Deps,
  id: string,
  { email, place }: { email: string; place: Place },
): Promise<void> {
  const account = await findAccount(tx, email);
  if (!account) return;
  const [token, code] = [newToken(), newCode()];
  const { numUpdatedRows } = await tx
    .updateTable('portal_requests')
    .set({
      account_id: account.id,
      link_hash: hashOfToken(token),
      code_hash: hashOfCode(deps, id, code),
    })
    .where('id', '=', id)
    .where('replaced_at', 'is', null)
    .executeTakeFirst();
  if (Number(numUpdatedRows) === 0) return;
  await mailSignIn(tx, deps, { accountId: account.id, email: account.email }, { token, code, place });
}

/** Makes a code and texts it to the one client whom the number means. */
export async function textRequest(
  tx: Tx,
  deps: Deps & Pick<Platform, 'textSenderWord'>,
  id: string,
  { login, number }: { login: NumberLogin; number: string },
): Promise<void> {
  const code = newCode();
  const { numUpdatedRows } = await tx
    .updateTable('portal_requests')
    .set({ account_id: login.accountId, code_hash: hashOfCode(deps, id, code) })
    .where('id', '=', id)
    .where('replaced_at', 'is', null)
    .executeTakeFirst();
  if (Number(numUpdatedRows) > 0) await textSignIn(tx, deps, { ...login, number }, code);
}

/** A code for somebody who is signed in already and proves once more that it is them. */
export async function mailProof(
  tx: Tx,
  deps: Deps,
  session: { id: string; accountId: string; email: string; firmId: string | null; binding: string },
  now: Date,
): Promise<string> {
  const { email, accountId, binding, firmId } = session;
  const id = await insertRequest(
    tx,
    { key: emailKey(email), binding, destination: '', sessionId: session.id },
    now,
  );
  const code = newCode();
  await tx
    .updateTable('portal_requests')
    .set({ account_id: accountId, code_hash: hashOfCode(deps, id, code) })
    .where('id', '=', id)
    .execute();
  await mailProofCode(tx, deps, { accountId, email, firmId }, code);
  return id;
}

export type Key =
  | { by: 'link'; token: string; binding: string | null }
  | { by: 'request'; id: string; binding: string | null; sessionId?: string };

export interface Entered {
  accountId: string;
  destination: string;
}

type Outcome = { decision: AttemptDecision; entered: Entered | null };

/** Tries to use a request. What is decided is also kept (tries, failures, used), so the caller must not roll it back. */
export async function attempt(
  tx: Tx,
  deps: Pick<Platform, 'secrets'>,
  key: Key,
  code: string | null,
  now: Date,
): Promise<Outcome> {
  const row = await findRequest(tx, key, true);
  if (!row) return { decision: { kind: 'over' }, entered: null };
  const failures = await lockFailures(tx, row.email_hash, now);
  const right =
    code !== null && sameHash(row.code_hash, hashOfCode(deps, row.id, code)) && row.account_id !== null;
  const facts: Attempt = {
    by: key.by,
    sameBrowser: isSameBrowser(row, key.binding),
    code: code === null ? 'none' : right ? 'right' : 'wrong',
    used: row.used_at !== null,
    replaced: row.replaced_at !== null,
    linkExpired: row.link_expires_at <= now,
    codeExpired: row.code_expires_at <= now,
    tries: row.tries,
    delayedUntil: delayOf(failures, now),
  };
  const decision = decideAttempt(facts);
  if (decision.kind === 'wrong') {
    await sql`update portal_requests set tries = tries + 1 where id = ${row.id}`.execute(tx);
    await noteFailure(tx, row.email_hash, failures, now);
  }
  if (decision.kind !== 'in' || row.account_id === null) return { decision, entered: null };
  await tx.updateTable('portal_requests').set({ used_at: now }).where('id', '=', row.id).execute();
  return { decision, entered: { accountId: row.account_id, destination: row.destination } };
}

/** What a page may know of a link before anybody pressed anything: looking uses nothing up. */
export async function lookAtLink(
  tx: Tx,
  token: string,
  binding: string | null,
  now: Date,
): Promise<{ state: 'open' | 'over'; sameBrowser: boolean }> {
  const row = await findRequest(tx, { by: 'link', token, binding }, false);
  // Answered like anything that is not there: an address that no mail of ours holds.
  if (!row) throw problem('not_found');
  const open = row.used_at === null && row.replaced_at === null && row.link_expires_at > now;
  return open
    ? { state: 'open', sameBrowser: isSameBrowser(row, binding) }
    : { state: 'over', sameBrowser: false };
}

async function findRequest(tx: Tx, key: Key, lock: boolean) {
  let query = tx.selectFrom('portal_requests').selectAll();
  if (key.by === 'link') query = query.where('link_hash', '=', hashOfToken(key.token));
  else
    query = query
      .where('id', '=', key.id)
      .where('session_id', key.sessionId === undefined ? 'is' : '=', key.sessionId ?? null);
  return await (lock ? query.forUpdate() : query).executeTakeFirst();
}

const isSameBrowser = (row: { binding_hash: Buffer }, binding: string | null) =>
  binding !== null && sameHash(row.binding_hash, hashOfToken(binding));

/** How a firm sends texts: its account at a provider, its rules and its lines. Secrets are sealed. */
import { type Selectable, sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { newFirmSecret } from '../../platform/firm-secret.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import type { MessageSender, MessageSenderClient } from '../../vendors/ports.ts';
import { guardedFetch } from '../call-logging/index.ts';
import { firmFacts } from '../firms/index.ts';
import { addressRefusal } from '../speech/index.ts';
import type { TextInbox, TextMedia } from './ports.ts';
import type { TextSettingsTable } from './tables.ts';

export type SettingsRow = Selectable<TextSettingsTable>;

export interface TextsDeps {
  platform: Platform;
  senders: Readonly<Record<string, MessageSender>>;
  /** Writes what came in into conversations; null: everything waits for a person. */
  inbox: TextInbox | null;
  /** Keeps pictures and files; null: they stay at the provider. */
  media: TextMedia | null;
}

export const hookPrefix = 'txt';
export const pollEveryMs = 15 * 60_000;

const tokenPurpose = (firmId: string) => `text token ${firmId}`;
const keyPurpose = (firmId: string) => `text key ${firmId}`;

export async function findSettings(tx: Tx, firmId: string): Promise<SettingsRow | null> {
  const row = await tx
    .selectFrom('text_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return row ?? null;
}

async function lockSettings(tx: Tx, firmId: string): Promise<SettingsRow> {
  const row = await tx
    .selectFrom('text_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw problem('wrong_state', 'Connect the provider first.');
  return row;
}

export interface Account {
  apiUrl: string | null;
  accountId: string;
  authToken: string;
  key: { id: string; secret: string } | null;
}

/** Answers nothing: the settings tell the webhook's address. */
export async function connectProvider(tx: Tx, deps: TextsDeps, actor: Actor, input: Account): Promise<void> {
  const { firmId, now } = actor;
  const [sender] = Object.values(deps.senders);
  if (!sender) throw problem('wrong_state', 'This program knows no provider of texts.');
  const { country } = await firmFacts(tx, firmId);
  const added = await tx
    .insertInto('text_settings')
    .values({
      firm_id: firmId,
      provider: sender.kind,
      ...accountColumns(deps, sender, firmId, input),
      hook_key: newFirmSecret(firmId, hookPrefix).token,
      countries: [country],
      poll_due_at: now,
      polled_to: now,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('firm_id').doNothing())
    .executeTakeFirst();
  if (Number(added.numInsertedOrUpdatedRows ?? 0) === 0)
    throw problem('already_exists', 'A provider is connected already.');
  await told(tx, actor, 'connected', { accountId: input.accountId });
}

function accountColumns({ platform }: TextsDeps, sender: MessageSender, firmId: string, input: Account) {
  const apiUrl = input.apiUrl ?? sender.defaults.apiUrl;
  const refusal = addressRefusal(apiUrl, platform);
  if (refusal !== null)
    throw problem('invalid_input', refusal, { fields: [{ field: 'apiUrl', message: refusal }] });
  const { seal } = platform.secrets;
  return {
    api_url: apiUrl,
    account_id: input.accountId,
    auth_token: seal(input.authToken, tokenPurpose(firmId)),
    key_id: input.key?.id ?? null,
    key_secret: input.key === null ? null : seal(input.key.secret, keyPurpose(firmId)),
  };
}

export interface SettingsPatch {
  account?: Account | undefined;
  status?: 'active' | 'paused' | undefined;
  senderWord?: string | null | undefined;
  wordRegistered?: boolean | undefined;
  prefer?: 'number' | 'word' | undefined;
  countries?: string[] | undefined;
  quietFrom?: number | undefined;
  quietUntil?: number | undefined;
  quietWeekends?: boolean | undefined;
  signInByNumber?: boolean | undefined;
  unknownSenders?: 'triage' | 'drop' | undefined;
  triageAssigneeId?: string | null | undefined;
  keywordAnswers?: 'provider' | 'ours' | undefined;
  dailyParts?: number | undefined;
}

export async function changeSettings(
  tx: Tx,
  deps: TextsDeps,
  actor: Actor,
  patch: SettingsPatch,
  version: number,
): Promise<void> {
  const { firmId, now } = actor;
  const row = await lockSettings(tx, firmId);
  checkVersion(row.version, version);
  const sender = deps.senders[row.provider];
  if (patch.account && !sender) throw problem('wrong_state', 'This program does not know that provider.');
  if (patch.triageAssigneeId) await mustBeStaff(tx, firmId, patch.triageAssigneeId);
  const { account, ...rest } = patch;
  await tx
    .updateTable('text_settings')
    .set({
      ...(account && sender ? accountColumns(deps, sender, firmId, account) : {}),
      ...defined({
        status: rest.status,
        sender_word: rest.senderWord,
        word_registered: rest.wordRegistered,
        prefer: rest.prefer,
        countries: rest.countries && [...new Set(rest.countries)].sort(),
        quiet_from: rest.quietFrom,
        quiet_until: rest.quietUntil,
        quiet_weekends: rest.quietWeekends,
        sign_in_by_number: rest.signInByNumber,
        unknown_senders: rest.unknownSenders,
        triage_assignee_id: rest.triageAssigneeId,
        keyword_answers: rest.keywordAnswers,
        daily_parts: rest.dailyParts,
      }),
      // Whatever was in the way may be gone.
      rest_until: null,
      failures: 0,
      trouble: '',
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .execute();
  await told(tx, actor, 'changed', {
    fields: Object.keys(defined(patch)).filter((name) => name !== 'version'),
  });
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> };
function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

async function mustBeStaff(tx: Tx, firmId: string, staffId: string): Promise<void> {
  const { rows } = await sql`
    select 1 from staff_members where firm_id = ${firmId} and id = ${staffId} and active`.execute(tx);
  if (rows.length > 0) return;
  const message = 'Nobody active at the firm has this id.';
  throw problem('invalid_input', message, { fields: [{ field: 'triageAssigneeId', message }] });
}

/** Key and token go; texts, consent and lines stay. What waited will not leave, and says so. */
export async function disconnectProvider(tx: Tx, actor: Actor & { staffId: string }): Promise<void> {
  const { firmId, now, staffId } = actor;
  const { account_id: accountId } = await lockSettings(tx, firmId);
  // On walled matters, too.
  await actAsProgram(tx);
  // Of those that went out without an answer nobody will hear any more.
  await sql`
    with ended as (
      update text_messages set state = case when asked_at is null then 'refused' else 'failed' end,
        reason = case when asked_at is null then 'texting_off' else 'unknown' end, state_at = ${now}, claimed_until = null
      where firm_id = ${firmId} and state = 'queued' returning id, state)
    insert into text_states (firm_id, id, text_id, state, at)
    select ${firmId}, gen_random_uuid(), e.id, e.state, ${now} from ended e`.execute(tx);
  await tx.deleteFrom('text_settings').where('firm_id', '=', firmId).execute();
  await actAgainAs(tx, staffId);
  await told(tx, actor, 'disconnected', { accountId });
}

export async function noteTest(
  tx: Tx,
  actor: Actor,
  outcome: { state: 'ok' | 'failed'; detail: string },
): Promise<void> {
  await tx
    .updateTable('text_settings')
    .set({
      test_state: outcome.state,
      test_detail: outcome.detail.slice(0, 500),
      tested_at: actor.now,
      ...(outcome.state === 'ok' ? { rest_until: null, failures: 0, trouble: '' } : {}),
    })
    .where('firm_id', '=', actor.firmId)
    .execute();
  await told(tx, actor, 'tested', { state: outcome.state });
}

export function openToken({ secrets }: Pick<Platform, 'secrets'>, row: SettingsRow): string {
  return secrets.open(row.auth_token, tokenPurpose(row.firm_id));
}

export function hookUrlOf({ publicUrl }: Pick<Platform, 'publicUrl'>, hookKey: string): string {
  return `${publicUrl.origin}/hooks/texts/${hookKey}`;
}

/** A client for the firm's account, guarded: what events name is not fetched from inside our own network. */
export function clientOf({ platform, senders }: TextsDeps, row: SettingsRow): MessageSenderClient {
  const sender = senders[row.provider];
  if (!sender) throw new Error(`no provider of texts is called ${row.provider}`);
  const { open } = platform.secrets;
  return sender.client({
    apiUrl: row.api_url,
    accountId: row.account_id,
    authToken: openToken(platform, row),
    key:
      row.key_id === null || row.key_secret === null
        ? null
        : { id: row.key_id, secret: open(row.key_secret, keyPurpose(row.firm_id)) },
    fetch: guardedFetch(platform, row.api_url),
    now: () => platform.clock.now(),
  });
}

export function textingOf(row: Pick<SettingsRow, 'status'> | null): 'on' | 'paused' | 'off' {
  if (row === null) return 'off';
  return row.status === 'paused' ? 'paused' : 'on';
}

/** The word that stands as sender: the firm's, else the installation's. */
export function wordOf(platform: Pick<Platform, 'textSenderWord'>, row: SettingsRow) {
  const text = row.sender_word ?? platform.textSenderWord;
  return text === null ? null : { text, registered: row.word_registered };
}

async function told(tx: Tx, actor: Actor, did: string, detail: Record<string, unknown> = {}): Promise<void> {
  await recordChange(tx, actor, { action: `text_settings.${did}`, id: actor.firmId, detail });
}

import type { Selectable } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { SpeechClient, SpeechService } from '../../vendors/ports.ts';
import { refusalOf } from './address.ts';
import { serviceFetch } from './service-fetch.ts';
import type { SpeechSettingsTable } from './tables.ts';

export type SettingsRow = Selectable<SpeechSettingsTable>;

export interface SettingsChange {
  baseUrl: string;
  /** undefined: as it was; null: none. */
  apiKey?: string | null | undefined;
  transcriptionModel: string;
  summaryModel: string;
  language: string | null;
  maxMegabytes: number;
  includeRestricted: boolean;
  consent: string;
  revision: number;
}

const purposeOf = (firmId: string) => `speech service ${firmId}`;

export async function readSettings(tx: Tx, firmId: string): Promise<SettingsRow | null> {
  const row = await tx
    .selectFrom('speech_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return row ?? null;
}

/** Refuses an address that we do not ask, and a change on top of somebody else's. A key never goes to a new host unsaid. */
export async function saveSettings(
  tx: Tx,
  platform: Platform,
  who: { firmId: string; staffId: string },
  change: SettingsChange,
): Promise<void> {
  const { firmId, staffId } = who;
  const now = platform.clock.now();
  const before = await tx
    .selectFrom('speech_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .forUpdate()
    .executeTakeFirst();
  if ((before?.revision ?? 0) !== change.revision) throw problem('conflict');
  checkAddress(platform, change.baseUrl);
  const consent = change.consent.trim();
  const kept = keyToKeep(before?.api_key ?? null, before?.base_url ?? '', change);
  const sealed = change.apiKey ? platform.secrets.seal(change.apiKey, purposeOf(firmId)) : null;
  const restated = consent !== (before?.consent ?? '');
  const row = {
    base_url: change.baseUrl,
    api_key: change.apiKey === undefined ? kept : sealed,
    transcription_model: change.transcriptionModel.trim(),
    summary_model: change.summaryModel.trim(),
    language: change.language,
    max_megabytes: change.maxMegabytes,
    include_restricted: change.includeRestricted,
    consent,
    ...(restated
      ? { consent_by: consent === '' ? null : staffId, consent_at: consent === '' ? null : now }
      : {}),
    // What was wrong with the service may be right now.
    rest_until: null,
    trouble: '',
    test_state: 'none' as const,
    test_detail: '',
    revision: change.revision + 1,
    updated_at: now,
  };
  await tx
    .insertInto('speech_settings')
    .values({ firm_id: firmId, ...row })
    .onConflict((conflict) => conflict.column('firm_id').doUpdateSet(row))
    .execute();
  const { baseUrl, transcriptionModel, summaryModel, includeRestricted, language } = change;
  await audit(tx, {
    firmId,
    staffId,
    action: 'speech_settings.changed',
    subjectType: 'speech_settings',
    subjectId: null,
    detail: {
      baseUrl,
      transcriptionModel,
      summaryModel,
      language,
      includeRestricted,
      keyChanged: change.apiKey !== undefined,
      ...(restated ? { consent } : {}),
    },
    at: now,
  });
  await tellScreens(tx, firmId);
}

function keyToKeep(key: Buffer | null, baseUrl: string, change: SettingsChange): Buffer | null {
  if (key === null || change.apiKey !== undefined) return null;
  const origin = (address: string) => (URL.canParse(address) ? new URL(address).origin : '');
  if (change.baseUrl !== '' && origin(baseUrl) !== origin(change.baseUrl))
    throw problem('invalid_input', 'Enter the key again: it was for another address.', {
      fields: [{ field: 'apiKey', message: 'Needed again for a new address' }],
    });
  return key;
}

function checkAddress(platform: Platform, baseUrl: string): void {
  const refusal = baseUrl === '' ? null : refusalOf(baseUrl, platform);
  if (refusal !== null)
    throw problem('invalid_input', refusal, { fields: [{ field: 'baseUrl', message: refusal }] });
}

/** The test is made by a worker; its outcome is in the settings. */
export async function wantTest(
  tx: Tx,
  platform: Platform,
  who: { firmId: string; staffId: string },
): Promise<void> {
  const now = platform.clock.now();
  const asked = await tx
    .updateTable('speech_settings')
    .set({ test_state: 'waiting', test_detail: '', tested_at: now })
    .where('firm_id', '=', who.firmId)
    .where('base_url', '<>', '')
    .returning('firm_id')
    .executeTakeFirst();
  if (!asked) throw problem('wrong_state', 'Enter the service first.');
  await audit(tx, {
    ...who,
    action: 'speech_settings.tested',
    subjectType: 'speech_settings',
    subjectId: null,
    at: now,
  });
  await tellScreens(tx, who.firmId);
}

export async function tellScreens(tx: Tx, firmId: string): Promise<void> {
  await appendEvents(tx, firmId, [{ type: 'speech_settings.changed', subjectId: firmId }]);
}

/** A client for the firm's service, guarded; null when none is entered. */
export function connectTo(
  platform: Platform,
  services: Readonly<Record<string, SpeechService>>,
  settings: SettingsRow,
): SpeechClient | null {
  const service = services[settings.service];
  if (!service || settings.base_url === '') return null;
  return service.connect({
    baseUrl: settings.base_url,
    apiKey: openKey(platform.secrets, settings),
    fetch: serviceFetch(platform),
    now: () => platform.clock.now(),
  });
}

function openKey(secrets: Secrets, { firm_id, api_key }: SettingsRow): string | null {
  return api_key === null ? null : secrets.open(api_key, purposeOf(firm_id));
}

/** What is to be sent: looked for in what came in, never before a person has switched it on and said how callers are told. */
import type { Tx } from '../../platform/db/database.ts';
import { loadOptions } from '../call-logging/index.ts';
import { type OptionsOf, type Since, type SpeechOption, sinceNow, sinceShape } from './decide.ts';
import { addDrafts, type Candidate, listSounds, listUnsummed, type NewDraft } from './drafts-store.ts';
import type { SettingsRow } from './settings-store.ts';
import type { DraftKind } from './tables.ts';

export function isReady(settings: SettingsRow): boolean {
  return settings.base_url !== '' && settings.consent.trim() !== '';
}

/** Adds drafts for what came in since the options were switched on. */
export async function takeUp(tx: Tx, settings: SettingsRow, now: Date): Promise<void> {
  const firmId = settings.firm_id;
  const before = sinceShape.parse(settings.since);
  const { destinations, optionsOf } = await loadPlaces(tx, settings);
  const since = sinceNow(before, destinations, optionsOf, now);
  if (JSON.stringify(since) !== JSON.stringify(before))
    await tx
      .updateTable('speech_settings')
      .set({ since: JSON.stringify(since) })
      .where('firm_id', '=', firmId)
      .execute();
  await addWanted(tx, firmId, since, now);
}

/** What could be sent of one call on a person's word, also when it began before; nothing while the options are off. */
export async function listWantedOf(
  tx: Tx,
  settings: SettingsRow,
  interactionId: string,
  now: Date,
): Promise<NewDraft[]> {
  const { destinations, optionsOf } = await loadPlaces(tx, settings);
  const always = sinceNow({ transcription: {}, summary: {} }, destinations, optionsOf, new Date(0));
  const of = (option: SpeechOption) => ({ since: always[option], interactionId, now });
  const sounds = await listSounds(tx, settings.firm_id, of('transcription'));
  const calls = sounds.length > 0 ? [] : await listUnsummed(tx, settings.firm_id, of('summary'));
  return [
    ...sounds.map((sound): NewDraft => ({ ...sound, kind: 'transcript', byPerson: true })),
    ...calls.map((call): NewDraft => ({ ...call, kind: 'summary', byPerson: true })),
  ];
}

async function loadPlaces(
  tx: Tx,
  settings: SettingsRow,
): Promise<{ destinations: string[]; optionsOf: OptionsOf }> {
  const connections = await tx
    .selectFrom('connections')
    .select('id')
    .where('firm_id', '=', settings.firm_id)
    .orderBy('id')
    .execute();
  const inForce = await loadOptions(tx, settings.firm_id);
  const off = { transcription: false, summary: false };
  const ready = isReady(settings);
  return {
    destinations: ['embedded', ...connections.map(({ id }) => id)],
    optionsOf: (destination) => (ready ? inForce(destination) : off),
  };
}

async function addWanted(tx: Tx, firmId: string, since: Since, now: Date): Promise<void> {
  const isOn = (option: SpeechOption) => Object.keys(since[option]).length > 0;
  const add = (kind: DraftKind, found: readonly Candidate[]) =>
    addDrafts(
      tx,
      firmId,
      found.map((one) => ({ ...one, kind, byPerson: false })),
      now,
    );
  if (isOn('transcription'))
    await add('transcript', await listSounds(tx, firmId, { since: since.transcription, now }));
  if (isOn('summary')) await add('summary', await listUnsummed(tx, firmId, { since: since.summary, now }));
}

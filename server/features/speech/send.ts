/** One draft: checked once more, sent, and its outcome kept. */
import { buffer } from 'node:stream/consumers';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { SpeechClient, SpeechService } from '../../vendors/ports.ts';
import { VendorError, type VendorFailure } from '../../vendors/ports.ts';
import { loadOptions, type PipelineDeps } from '../call-logging/index.ts';
import { type SummaryContent, type TranscriptContent, transcriptContent, wordsOf } from './content.ts';
import { nextTry, optionOf, refusalToSend, type SendingFacts } from './decide.ts';
import type { DraftRow } from './drafts-store.ts';
import { plainSummary, readSummary, repairPrompt, summaryPrompt } from './prompt.ts';
import { connectTo, type SettingsRow, tellScreens } from './settings-store.ts';
import { soundFileOf } from './sound-file.ts';

export interface SpeechDeps extends PipelineDeps {
  services: Readonly<Record<string, SpeechService>>;
}

interface Outcome {
  content: TranscriptContent | SummaryContent;
  language: string | null;
  seconds: number | null;
  detail: string;
}

/** Sends one draft unless something forbids it by now. What a crash leaves waiting is sent again; one result is kept. */
export async function sendDraft(deps: SpeechDeps, settings: SettingsRow, draft: DraftRow): Promise<void> {
  const { platform } = deps;
  const scope = platform.database.firm(draft.firm_id);
  const material = await scope.read((tx) => loadMaterial(tx, settings, draft));
  const client = connectTo(platform, deps.services, settings);
  const refusal = refusalToSend(material.facts) ?? (client ? null : 'No speech service is connected.');
  if (!client || refusal !== null)
    return await scope.write((tx) => end(tx, draft, { state: 'not_sent', detail: refusal ?? '' }));
  // Counted before it is sent, so that one that brings the program down is not tried for ever.
  await scope.write((tx) =>
    tx
      .updateTable('speech_drafts')
      .set({ attempts: draft.attempts + 1 })
      .where('firm_id', '=', draft.firm_id)
      .where('id', '=', draft.id)
      .execute(),
  );
  try {
    const outcome =
      draft.kind === 'transcript'
        ? await transcribe(deps, client, settings, material)
        : await summarise(client, settings, material.words);
    await scope.write((tx) => keep(tx, settings, draft, outcome, platform.clock.now()));
  } catch (error) {
    await scope.write((tx) => postpone(tx, deps, draft, failureOf(deps, error)));
  }
}

interface Material {
  facts: SendingFacts;
  file: { sha256: Buffer; contentType: string; fileName: string } | null;
  /** Of all transcripts, for a summary. */
  words: string;
}

async function loadMaterial(tx: Tx, settings: SettingsRow, draft: DraftRow): Promise<Material> {
  const { firm_id: firmId, kind } = draft;
  const call = await tx
    .selectFrom('interactions as i')
    .leftJoin('matters as m', (join) =>
      join.onRef('m.firm_id', '=', 'i.firm_id').onRef('m.id', '=', 'i.matter_id'),
    )
    .select('m.restricted')
    .where('i.firm_id', '=', firmId)
    .where('i.id', '=', draft.interaction_id)
    .executeTakeFirst();
  const row =
    draft.artefact_id === null
      ? undefined
      : await tx
          .selectFrom('artefacts')
          .select(['kind', 'sha256', 'size_bytes', 'content_type', 'file_name'])
          .where('firm_id', '=', firmId)
          .where('id', '=', draft.artefact_id)
          .where('state', '=', 'stored')
          .executeTakeFirst();
  const file = row?.sha256
    ? { sha256: row.sha256, ...soundFileOf(row.kind, row.content_type, row.file_name) }
    : null;
  const words = kind === 'summary' ? await loadWords(tx, draft) : '';
  const optionsOf = await loadOptions(tx, firmId);
  return {
    file,
    words,
    facts: {
      kind,
      service: {
        connected: settings.base_url !== '',
        model: kind === 'transcript' ? settings.transcription_model : settings.summary_model,
        consent: settings.consent,
        includeRestricted: settings.include_restricted,
        maxBytes: settings.max_megabytes * 1024 * 1024,
      },
      optionOn: draft.destinations.some((destination) => optionsOf(destination)[optionOf[kind]]),
      restricted: call?.restricted === true,
      sizeBytes: kind === 'transcript' && file ? (row?.size_bytes ?? 0) : null,
      there: kind === 'transcript' ? file !== null : words.trim() !== '',
    },
  };
}

/** What was said, as people have corrected it; what the phone system itself wrote down counts, too. */
async function loadWords(tx: Tx, draft: DraftRow): Promise<string> {
  const own = await tx
    .selectFrom('speech_drafts')
    .select(['content', 'edited'])
    .where('firm_id', '=', draft.firm_id)
    .where('interaction_id', '=', draft.interaction_id)
    .where('kind', '=', 'transcript')
    .where('state', '=', 'done')
    .where('standing', '<>', 'discarded')
    .orderBy('created_at')
    .execute();
  const theirs = await tx
    .selectFrom('artefacts')
    .select('text')
    .where('firm_id', '=', draft.firm_id)
    .where('interaction_id', '=', draft.interaction_id)
    .where('kind', '=', 'transcript')
    .where('text', 'is not', null)
    .orderBy('id')
    .execute();
  return [
    ...own.map(({ content, edited }) => wordsOf(transcriptContent.parse(edited ?? content))),
    ...theirs.map(({ text }) => text ?? ''),
  ].join('\n\n');
}

async function transcribe(
  { platform }: SpeechDeps,
  client: SpeechClient,
  settings: SettingsRow,
  { file }: Material,
): Promise<Outcome> {
  const stream = file && (await platform.files.get(settings.firm_id, file.sha256));
  if (!file || !stream)
    throw new VendorError({ failure: 'rejected', detail: 'the recording is not in the store' });
  const bytes = new Uint8Array(await buffer(stream));
  const { contentType, fileName } = file;
  const { text, segments, language, seconds } = await client.transcribe(
    { bytes, contentType, fileName },
    { model: settings.transcription_model, language: settings.language },
  );
  return {
    content: { text, segments },
    language,
    seconds,
    detail: text === '' ? 'No words were heard.' : '',
  };
}

async function summarise(client: SpeechClient, settings: SettingsRow, words: string): Promise<Outcome> {
  const prompt = summaryPrompt(settings.summary_model, words);
  const first = await client.complete(prompt);
  const made = { language: null, seconds: null, detail: '' };
  const summary = readSummary(first);
  if (summary) return { content: summary, ...made };
  if (first.ended === 'withheld')
    throw new VendorError({
      failure: 'rejected',
      detail: `it declined to sum up this call. ${first.text}`.trim(),
    });
  const second = await client.complete(repairPrompt(prompt, first.text));
  const content = readSummary(second) ?? plainSummary(first) ?? plainSummary(second);
  if (content) return { content, ...made };
  throw new VendorError({ failure: 'rejected', detail: 'its answer could not be read as a summary' });
}

async function keep(
  tx: Tx,
  settings: SettingsRow,
  draft: DraftRow,
  outcome: Outcome,
  now: Date,
): Promise<void> {
  const { content, language, seconds, detail } = outcome;
  await end(tx, draft, {
    state: 'done',
    detail,
    content: JSON.stringify(content),
    language,
    seconds,
    model: draft.kind === 'transcript' ? settings.transcription_model : settings.summary_model,
    made_at: now,
  });
  const better = await tx
    .updateTable('speech_settings')
    .set({ rest_until: null, trouble: '' })
    .where('firm_id', '=', draft.firm_id)
    .where('trouble', '<>', '')
    .returning('firm_id')
    .execute();
  if (better.length > 0) await tellScreens(tx, draft.firm_id);
}

type End = { state: 'done' | 'failed' | 'not_sent'; detail: string } & Partial<{
  content: string;
  language: string | null;
  seconds: number | null;
  model: string;
  made_at: Date;
}>;

/** Nothing more comes of it by itself. Only while it waits: a result that came twice is kept once. */
async function end(tx: Tx, draft: DraftRow, { detail, ...rest }: End): Promise<void> {
  await tx
    .updateTable('speech_drafts')
    .set((eb) => ({ ...rest, detail: detail.slice(0, 800), told: false, revision: eb('revision', '+', 1) }))
    .where('firm_id', '=', draft.firm_id)
    .where('id', '=', draft.id)
    .where('state', '=', 'waiting')
    .execute();
}

async function postpone(
  tx: Tx,
  { platform }: SpeechDeps,
  draft: DraftRow,
  failure: VendorFailure,
): Promise<void> {
  const next = nextTry(failure, draft.attempts + 1, platform.clock.now());
  if (next.restUntil !== null) {
    await tx
      .updateTable('speech_settings')
      .set({ rest_until: next.restUntil, trouble: next.trouble.slice(0, 500) })
      .where('firm_id', '=', draft.firm_id)
      .execute();
  }
  if (next.state === 'failed') await end(tx, draft, { state: 'failed', detail: next.detail });
  else
    await tx
      .updateTable('speech_drafts')
      .set({ due_at: next.at, detail: next.detail })
      .where('firm_id', '=', draft.firm_id)
      .where('id', '=', draft.id)
      .where('state', '=', 'waiting')
      .execute();
  await appendEvents(tx, draft.firm_id, [
    { type: 'interaction.changed', subjectId: draft.interaction_id },
    ...(next.restUntil === null ? [] : [{ type: 'speech_settings.changed', subjectId: draft.firm_id }]),
  ]);
}

function failureOf({ platform }: SpeechDeps, error: unknown): VendorFailure {
  if (error instanceof VendorError) return error.problem;
  platform.logger.warn({ err: error }, 'a call could not be turned into words');
  return { failure: 'unavailable', detail: 'it failed here; the log names the fault' };
}

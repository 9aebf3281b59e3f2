import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { summaryContent, transcriptContent } from './content.ts';
import { listDrafts } from './drafts-store.ts';
import type { interactionSpeech, speechDraft, speechSettings } from './schema.ts';
import { readSettings } from './settings-store.ts';
import { isReady, listWantedOf } from './take-up.ts';

export async function viewSettings(tx: Tx, firmId: string): Promise<z.input<typeof speechSettings>> {
  const row = await readSettings(tx, firmId);
  const who = row?.consent_by
    ? await tx
        .selectFrom('staff_members')
        .select(['first_name', 'last_name'])
        .where('firm_id', '=', firmId)
        .where('id', '=', row.consent_by)
        .executeTakeFirst()
    : undefined;
  return {
    baseUrl: row?.base_url ?? '',
    hasKey: row?.api_key != null,
    transcriptionModel: row?.transcription_model ?? '',
    summaryModel: row?.summary_model ?? '',
    language: row?.language ?? null,
    maxMegabytes: row?.max_megabytes ?? 25,
    includeRestricted: row?.include_restricted ?? false,
    consent: row?.consent ?? '',
    consentBy: who ? `${who.first_name} ${who.last_name}` : null,
    consentAt: row?.consent_at?.toISOString() ?? null,
    ready: row !== null && isReady(row),
    test: {
      state: row?.test_state ?? 'none',
      detail: row?.test_detail ?? '',
      at: row?.tested_at?.toISOString() ?? null,
    },
    trouble: row?.trouble ?? '',
    restUntil: row?.rest_until?.toISOString() ?? null,
    counts: await countDrafts(tx, firmId),
    revision: row?.revision ?? 0,
  };
}

async function countDrafts(tx: Tx, firmId: string) {
  const rows = await tx
    .selectFrom('speech_drafts')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('firm_id', '=', firmId)
    .groupBy('state')
    .execute();
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { waiting: of('waiting'), failed: of('failed'), made: of('done') };
}

/** The caller has read the interaction before, behind the person's walls. */
export async function viewSpeech(
  tx: Tx,
  firmId: string,
  interactionId: string,
  now: Date,
): Promise<z.input<typeof interactionSpeech>> {
  const drafts = await listDrafts(tx, firmId, interactionId);
  const settings = await readSettings(tx, firmId);
  const wanted = settings ? await listWantedOf(tx, settings, interactionId, now) : [];
  return { items: drafts.map(viewDraft), mayAsk: wanted.length > 0 };
}

function viewDraft(row: Awaited<ReturnType<typeof listDrafts>>[number]): z.input<typeof speechDraft> {
  const made = (content: unknown) => ({
    transcript: row.kind === 'transcript' && content != null ? transcriptContent.parse(content) : null,
    summary: row.kind === 'summary' && content != null ? summaryContent.parse(content) : null,
  });
  const now = made(row.edited ?? row.content);
  const machine = made(row.edited == null ? null : row.content);
  return {
    id: row.id,
    kind: row.kind,
    artefactId: row.artefact_id,
    state: row.state,
    detail: row.detail,
    standing: row.standing,
    standingBy: row.standingByName,
    standingAt: row.standing_at?.toISOString() ?? null,
    model: row.model,
    language: row.language,
    madeAt: row.made_at?.toISOString() ?? null,
    ...now,
    machineTranscript: machine.transcript,
    machineSummary: machine.summary,
    editedBy: row.editedByName,
    editedAt: row.edited_at?.toISOString() ?? null,
    revision: row.revision,
  };
}

/** What a person does with a draft: correct, approve, throw out, bring back, send again. */
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { SummaryContent, TranscriptContent } from './content.ts';
import { addDrafts, type DraftRow } from './drafts-store.ts';
import { readSettings } from './settings-store.ts';
import { listWantedOf } from './take-up.ts';

export interface Actor {
  firmId: string;
  staffId: string;
  now: Date;
}

export type DraftChange =
  | {
      do: 'correct';
      transcript?: TranscriptContent | undefined;
      summary?: SummaryContent | undefined;
      revision: number;
    }
  | { do: 'approve' | 'discard' | 'restore'; revision: number }
  | { do: 'retry' };

const actions = {
  correct: 'corrected',
  approve: 'approved',
  discard: 'discarded',
  restore: 'restored',
  retry: 'retried',
} as const;

/** Answers whose call it is. `tx` is the person's own: behind a wall there is no draft either. */
export async function changeDraft(tx: Tx, actor: Actor, id: string, change: DraftChange): Promise<string> {
  const { firmId, staffId, now } = actor;
  const draft = found(
    await tx
      .selectFrom('speech_drafts')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
  const matterId = await matterOf(tx, firmId, draft.interaction_id);
  if ('revision' in change && change.revision !== draft.revision) throw problem('conflict');
  await tx
    .updateTable('speech_drafts')
    .set({ ...changesOf(draft, change, actor), told: false, revision: draft.revision + 1 })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await audit(tx, {
    firmId,
    staffId,
    action: `speech_draft.${actions[change.do]}`,
    subjectType: 'interaction',
    subjectId: draft.interaction_id,
    matterId,
    detail: { kind: draft.kind },
    at: now,
  });
  return draft.interaction_id;
}

function changesOf(draft: DraftRow, change: DraftChange, { staffId, now }: Actor) {
  if (change.do === 'retry') {
    if (draft.state !== 'failed' && draft.state !== 'not_sent') throw problem('wrong_state');
    return { state: 'waiting' as const, attempts: 0, due_at: now, detail: '', by_person: true };
  }
  if (draft.state !== 'done') throw problem('wrong_state', 'There is nothing yet.');
  if (change.do === 'correct') {
    const content = draft.kind === 'transcript' ? change.transcript : change.summary;
    if (content === undefined || (change.transcript && change.summary))
      throw problem('invalid_input', `This is a ${draft.kind}.`);
    return { edited: JSON.stringify(content), edited_by: staffId, edited_at: now };
  }
  const standing = ({ approve: 'approved', discard: 'discarded', restore: 'draft' } as const)[change.do];
  if (draft.standing === standing) throw problem('wrong_state');
  return { standing, standing_by: standing === 'draft' ? null : staffId, standing_at: now };
}

/** Has an earlier call sent; refused when nothing of it can be. */
export async function askForOne(tx: Tx, actor: Actor, interactionId: string): Promise<void> {
  const { firmId, staffId, now } = actor;
  const matterId = await matterOf(tx, firmId, interactionId);
  const settings = await readSettings(tx, firmId);
  const wanted = settings ? await listWantedOf(tx, settings, interactionId, now) : [];
  if (wanted.length === 0)
    throw problem('wrong_state', 'There is nothing of this call that may be sent to the speech service.');
  await addDrafts(tx, firmId, wanted, now);
  await audit(tx, {
    firmId,
    staffId,
    action: 'speech_draft.asked',
    subjectType: 'interaction',
    subjectId: interactionId,
    matterId,
    at: now,
  });
}

/** Throws not_found for what the person may not see. */
export async function matterOf(tx: Tx, firmId: string, interactionId: string): Promise<string | null> {
  const call = found(
    await tx
      .selectFrom('interactions')
      .select('matter_id')
      .where('firm_id', '=', firmId)
      .where('id', '=', interactionId)
      .executeTakeFirst(),
  );
  return call.matter_id;
}

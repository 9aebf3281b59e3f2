import type { Answer } from '../../api/contract.ts';
import type { strings } from '../../i18n/en-GB/matters.ts';

export type HistoryEntry = Answer<'GET /api/v1/matters/:id/history'>['items'][number];
/** Words without a count or a gap to fill. */
type Word = Extract<keyof typeof strings, `did_${string}` | `status${'Open' | 'Pending' | 'Closed'}`>;

const words: Readonly<Record<string, Word>> = {
  'matter.created': 'did_matter_created',
  'matter.changed': 'did_matter_changed',
  'matter.wall_changed': 'did_matter_wall_changed',
  'matter.layout_changed': 'did_layout_changed',
  'matter.difference_answered': 'did_difference_answered',
  'matter.resynced': 'did_resynced',
  'matter.sync_resumed': 'did_sync_resumed',
  'matter.sync_differs': 'did_sync_differs',
  'lead.clients_followed': 'did_clients_followed',
  'matter.imported': 'did_matter_imported',
  'fee.created': 'did_fee_created',
  'fee.changed': 'did_fee_changed',
  'fee.removed': 'did_fee_removed',
  'fee.restored': 'did_fee_restored',
  'fee.billed': 'did_fee_billed',
  'fee.unbilled': 'did_fee_unbilled',
  'cost_recovery.created': 'did_cost_created',
  'cost_recovery.changed': 'did_cost_changed',
  'cost_recovery.removed': 'did_cost_removed',
  'cost_recovery.restored': 'did_cost_restored',
  'cost_recovery.billed': 'did_cost_billed',
  'cost_recovery.unbilled': 'did_cost_unbilled',
  'task.created': 'did_task_created',
  'task.changed': 'did_task_changed',
  'task.completed': 'did_task_completed',
  'task.reopened': 'did_task_reopened',
  'task.removed': 'did_task_removed',
  'task.restored': 'did_task_restored',
  'memo.created': 'did_memo_created',
  'memo.changed': 'did_memo_changed',
  'memo.removed': 'did_memo_removed',
  'memo.restored': 'did_memo_restored',
  'document.created': 'did_document_created',
  'document.version_added': 'did_document_version',
  'document.changed': 'did_document_changed',
  'document.removed': 'did_document_removed',
  'document.restored': 'did_document_restored',
  'document.read': 'did_document_read',
  'folder.created': 'did_folder_created',
  'folder.changed': 'did_folder_changed',
  'folder.removed': 'did_folder_removed',
  'fee.logged': 'did_fee_logged',
  'task.logged': 'did_task_logged',
  'memo.logged': 'did_memo_logged',
  'document.logged': 'did_document_logged',
  'event.created': 'did_event_created',
  'event.changed': 'did_event_changed',
  'event.cancelled': 'did_event_cancelled',
  'event.answered': 'did_event_answered',
  'event.answer_taken_back': 'did_event_answer_taken_back',
  'event.reply_kept': 'did_event_reply_kept',
  'event.reply_settled': 'did_event_reply_settled',
  'to_do.created': 'did_to_do_created',
  'to_do.withdrawn': 'did_to_do_withdrawn',
  'to_do.ticked': 'did_to_do_ticked',
  'to_do.unticked': 'did_to_do_unticked',
  'log_entry.refiled': 'did_log_refiled',
  'log_entry.undone': 'did_log_undone',
  'log_entry.redone': 'did_log_redone',
  'log_entry.skipped': 'did_log_skipped',
  'log_entry.approved': 'did_log_approved',
};

/** Catalogue key of what was done; a change of stage or status says so. */
export function historyWord(entry: Pick<HistoryEntry, 'action' | 'detail'>): Word | undefined {
  if (entry.action === 'matter.changed') {
    if (changeIn(entry.detail, 'stage')) return 'did_stage_moved';
    if (changeIn(entry.detail, 'status')) return 'did_status_set';
  }
  return words[entry.action];
}

function changeIn(detail: HistoryEntry['detail'], name: string): { to: unknown } | undefined {
  const change = detail[name];
  return typeof change === 'object' && change !== null ? { to: Reflect.get(change, 'to') } : undefined;
}

const statusWords: Readonly<Record<string, Word>> = {
  open: 'statusOpen',
  pending: 'statusPending',
  closed: 'statusClosed',
};

/** What it was done to, as far as the entry tells: the new stage, the new status, a subject or a name. */
export function detailOf(
  { detail }: Pick<HistoryEntry, 'detail'>,
  stages: readonly { id: string; name: string }[],
): { kind: 'text'; text: string } | { kind: 'word'; word: Word } | undefined {
  const stage = stages.find(({ id }) => id === changeIn(detail, 'stage')?.to);
  if (stage) return { kind: 'text', text: stage.name };
  const status = changeIn(detail, 'status')?.to;
  const word = typeof status === 'string' ? statusWords[status] : undefined;
  if (word !== undefined) return { kind: 'word', word };
  for (const name of ['subject', 'name', 'title', 'fileName']) {
    const text = detail[name];
    if (typeof text === 'string' && text !== '') return { kind: 'text', text };
  }
  return undefined;
}

const tabOf: Readonly<Record<string, string>> = {
  fee: 'fees',
  cost_recovery: 'costs',
  memo: 'memos',
  document: 'documents',
  event: 'calendar',
};

/** Where the record that an entry speaks of is shown; nothing for the matter itself. */
export function historyAddress(
  matterId: string,
  { subjectType, subjectId }: Pick<HistoryEntry, 'subjectType' | 'subjectId'>,
): string | undefined {
  if (subjectId === null) return undefined;
  if (subjectType === 'interaction') return `/activity/${subjectId}`;
  if (subjectType === 'task') return `/tasks/${subjectId}`;
  const tab = tabOf[subjectType];
  return tab === undefined ? undefined : `/matters/${matterId}/${tab}#${subjectId}`;
}

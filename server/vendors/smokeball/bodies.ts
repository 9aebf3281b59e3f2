/** What we send: our records as Smokeball's request bodies. Pure. */
import type {
  DocumentToWrite,
  FeeToWrite,
  MatterDocumentToWrite,
  MemoToWrite,
  RecordToWrite,
  TaskToWrite,
} from '../ports.ts';
import type { WireTask } from './wire.ts';

/** A limit that other users of the API keep to; the vendor's own is not published. */
const longestSubject = 200;
/** The vendor limits notes since August 2026 and does not say to how much. */
const longestNote = 4000;
const longestFileName = 256;

export function feeBody(fee: FeeToWrite) {
  return {
    ...(fee.staff === null ? {} : { staffId: fee.staff.id }),
    feeType: 1,
    feeDate: fee.startedAt,
    subject: subjectOf(fee.subject),
    description: fee.text,
    // Minutes, whole ones.
    duration: fee.billedMinutes,
    durationWorked: fee.workedMinutes,
    ...(fee.activityCode === null ? {} : { activityCode: fee.activityCode }),
    isBillable: fee.billable,
    finalized: false,
  };
}

export function taskBody(task: TaskToWrite) {
  return {
    ...(task.matter === null ? {} : { matterId: task.matter.id }),
    staffId: task.staff?.id ?? task.assignee.id,
    assigneeIds: [task.assignee.id],
    subject: subjectOf(task.subject),
    note: noteOf(task.text, task.reference),
    isCompleted: false,
    dueDateOnly: `${task.dueOn}T00:00:00Z`,
    ...(task.talkSeconds > 0 ? { duration: isoDuration(task.talkSeconds) } : {}),
    categories: ['Phone'],
  };
}

/** PUT replaces the whole task: what a person set there is sent back as it stands, ours is subject and note. */
export function taskReplacement(task: TaskToWrite, there: WireTask, completed: boolean) {
  const assigneeIds = (there.assignees ?? []).flatMap(({ id }) => (id ? [id] : []));
  const matterId = there.matter?.id ?? task.matter?.id;
  const staffId = task.staff?.id ?? task.assignee.id;
  const isCompleted = completed || there.isCompleted === true;
  const completedBy = there.completedBy?.id ?? staffId;
  return {
    ...(matterId ? { matterId } : {}),
    staffId,
    assigneeIds: assigneeIds.length === 0 ? [task.assignee.id] : assigneeIds,
    subject: subjectOf(task.subject),
    note: noteOf(task.text, task.reference),
    isCompleted,
    ...(isCompleted ? { completedByStaffId: completedBy } : {}),
    ...(there.completedDateOnly ? { completedDateOnly: there.completedDateOnly } : {}),
    ...(there.dueDateOnly ? { dueDateOnly: there.dueDateOnly } : {}),
    ...(there.duration ? { duration: there.duration } : {}),
    categories: there.categories ?? ['Phone'],
  };
}

export function memoBody(memo: MemoToWrite) {
  const userId = memo.staff?.extra.userId;
  return {
    title: subjectOf(memo.subject),
    text: memo.text,
    ...(userId === undefined ? {} : { userId }),
    createdDateUtc: memo.startedAt,
  };
}

/** The key under which a file says whose it is. */
export const fileMark = 'matterline';

export function fileBody(document: DocumentToWrite | MatterDocumentToWrite) {
  const fileName = fileNameOf(document.file.name, document.reference);
  const fileAdditionalData = { [fileMark]: document.reference };
  if (document.record === 'matter_document') return { fileName, fileAdditionalData };
  const userId = document.staff?.extra.userId;
  return {
    fileName,
    folderPath: 'Faxes',
    ...(userId === undefined ? {} : { userId }),
    fileAdditionalData,
    dateCreated: document.startedAt,
  };
}

/** With the reference in it, so that the file is found again by its name alone. */
export function fileNameOf(name: string, reference: string): string {
  if (hasReference(name, reference)) return name.slice(-longestFileName);
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const mark = ` ${reference}${ending}`;
  return `${stem.slice(0, longestFileName - mark.length)}${mark}`;
}

/** The last word is the last name; a number stays whole. */
export function personName(name: string): { firstName?: string; lastName: string } {
  const words = name.trim().split(/\s+/);
  const last = words.pop() ?? '';
  if (words.length === 0 || !/\p{Letter}/u.test(name)) return { lastName: name.trim() };
  return { firstName: words.join(' '), lastName: last };
}

/** `ML-7F3K9Q` is not found in a text that speaks of `ML-7F3K9Q-2`. */
export function hasReference(text: string | null | undefined, reference: string): boolean {
  if (!text) return false;
  const escaped = reference.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![A-Za-z0-9-])${escaped}(?![A-Za-z0-9-])`).test(text);
}

/** A note that fits, with its reference in any case. */
export function noteOf(text: string, reference: string): string {
  if (text.length <= longestNote) return text;
  const tail = `…\n${reference}`;
  const kept = text.slice(0, longestNote - tail.length);
  return `${kept}${tail}`;
}

export function isoDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const parts = [hours > 0 ? `${hours}H` : '', minutes > 0 ? `${minutes}M` : '', rest > 0 ? `${rest}S` : ''];
  return `PT${parts.join('') || '0S'}`;
}

export function subjectOf(subject: string): string {
  const text = subject.trim() === '' ? 'Phone' : subject.trim();
  return text.length <= longestSubject ? text : `${text.slice(0, longestSubject - 1)}…`;
}

/** The text with its reference, by which it is found again. */
export function withReference(text: string, reference: string): string {
  return hasReference(text, reference) ? text : `${text}\n${reference}`.trim();
}

/** Fees, memos and files live under a matter; without one they cannot be written. */
export function matterIdOf(record: RecordToWrite): string | null {
  return 'matter' in record ? (record.matter?.id ?? null) : null;
}

/** How an interaction and its log entry are spoken of; pure, so that every row and heading is tested without a screen. */
import type { Answer } from '../../api/contract.ts';
import type { strings } from '../../i18n/en-GB/activity.ts';
import type { Kind } from '../../ui/kind-icon.tsx';
import type { State } from '../../ui/state-badge.tsx';

export type Interaction = Answer<'GET /api/v1/interactions'>['items'][number];
export type InteractionDetail = Answer<'GET /api/v1/interactions/:id'>;
export type LogEntry = Interaction['logEntries'][number];
export type RecordKind = NonNullable<LogEntry['recordKind']>;
export type ActivityWord = keyof typeof strings;

type CallLike = Pick<Interaction, 'kind' | 'direction' | 'outcome'>;

export function kindOf({ kind, direction, outcome }: CallLike): Kind {
  if (kind === 'sms') return direction === 'outbound' ? 'smsOut' : 'smsIn';
  if (kind === 'fax') return direction === 'outbound' ? 'faxOut' : 'faxIn';
  if (direction === 'internal') return 'callInternal';
  if (outcome === 'voicemail') return 'voicemail';
  if (outcome === 'missed') return 'callMissed';
  return direction === 'outbound' ? 'callOut' : 'callIn';
}

const headings = {
  callIn: 'callFrom',
  callOut: 'callTo',
  callMissed: 'missedFrom',
  callInternal: 'internalCall',
  voicemail: 'voicemailFrom',
  smsIn: 'textFrom',
  smsOut: 'textTo',
  faxIn: 'faxFrom',
  faxOut: 'faxTo',
} as const satisfies Record<Kind, ActivityWord>;

/** Catalogue key of "Call from {{party}}" and its like. */
export function headingOf(interaction: CallLike): (typeof headings)[Kind] {
  return headings[kindOf(interaction)];
}

const stateOfEntry = {
  pending: 'waiting',
  held: 'held',
  logged: 'logged',
  skipped: 'skipped',
  failed: 'failed',
  undone: 'undone',
} as const satisfies Record<LogEntry['state'], State>;

export function stateOf(entry: Pick<LogEntry, 'state' | 'review'> | undefined): State {
  if (entry === undefined) return 'working';
  if (entry.review !== null && (entry.state === 'logged' || entry.state === 'skipped')) return 'needsPerson';
  return stateOfEntry[entry.state];
}

/** The entry that a row speaks of: the one that needs a person first, else the first. */
export function leadEntry(interaction: Pick<Interaction, 'logEntries'>): LogEntry | undefined {
  return interaction.logEntries.find(({ review }) => review !== null) ?? interaction.logEntries[0];
}

const records = {
  fee: 'recordFee',
  task: 'recordTask',
  memo: 'recordMemo',
  document: 'recordDocument',
  communication: 'recordCommunication',
  communication_and_time_entry: 'recordCommunication',
  interaction: 'recordInteraction',
  interaction_and_time_entry: 'recordInteraction',
  note: 'recordNote',
  attachment: 'recordAttachment',
} as const;
const aRecords = {
  fee: 'aFee',
  task: 'aTask',
  memo: 'aMemo',
  document: 'aDocument',
  communication: 'aCommunication',
  communication_and_time_entry: 'aCommunication',
  interaction: 'anInteraction',
  interaction_and_time_entry: 'anInteraction',
  note: 'aNote',
  attachment: 'anAttachment',
} as const;

export function recordWord(kind: RecordKind): (typeof records)[RecordKind] {
  return records[kind];
}
/** "a fee", for the middle of a sentence. */
export function aRecordWord(kind: RecordKind): (typeof aRecords)[RecordKind] {
  return aRecords[kind];
}

/** What became of it, in parts that a screen puts into words. */
export type Became =
  | { say: 'record'; record: RecordKind; place: string | null }
  | { say: 'skipped'; reason: string | null }
  | { say: 'held' | 'failed' | 'pending' | 'undone' | 'goingOn' | 'beingFiled' | 'beingWritten' };

export function becameOf(interaction: Pick<Interaction, 'ended'>, entry: LogEntry | undefined): Became {
  if (!interaction.ended) return { say: 'goingOn' };
  if (entry === undefined) return { say: 'beingFiled' };
  if (entry.state === 'skipped') return { say: 'skipped', reason: entry.reason };
  if (entry.state === 'logged' && entry.recordKind !== null) {
    const person = entry.recordKind === 'task' ? shortName(entry.assigneeName) : null;
    return { say: 'record', record: entry.recordKind, place: entry.matterTitle ?? person };
  }
  if (isBeingWritten(entry)) return { say: 'beingWritten' };
  return entry.state === 'logged' ? { say: 'beingFiled' } : { say: entry.state };
}

/** Decided, and on its way to a practice system. */
export function isBeingWritten(entry: Pick<LogEntry, 'state' | 'reason'>): boolean {
  return entry.state === 'pending' && entry.reason === 'being_written';
}

/** "Tessa Reid" → "T. Reid", as the journey and narrow rows write people. */
export function shortName(name: string | null): string | null {
  if (name === null) return null;
  const [first = '', ...rest] = name.trim().split(/\s+/);
  return rest.length === 0 || first === '' ? name.trim() : `${first.charAt(0)}. ${rest.join(' ')}`;
}

export type EntryAction = 'approve' | 'move' | 'undo' | 'redo' | 'redrive' | 'skip';

/** What a person may do with an entry now, the likeliest first. */
export function actionsFor(
  interaction: Pick<Interaction, 'ended'>,
  entry: Pick<LogEntry, 'state' | 'review' | 'billed' | 'byPerson'> | undefined,
): readonly EntryAction[] {
  if (!interaction.ended || entry === undefined || entry.billed) return [];
  switch (entry.state) {
    case 'logged':
      return entry.review === null ? ['move', 'undo', 'skip'] : ['move', 'approve', 'skip'];
    case 'held':
      return ['approve', 'move', 'skip'];
    case 'skipped':
      if (entry.review !== null) return ['move', 'approve'];
      return entry.byPerson ? ['undo', 'move'] : ['move', 'redo'];
    case 'failed':
      return ['redrive', 'move', 'skip'];
    case 'undone':
      return ['redo', 'move'];
    case 'pending':
      return ['move', 'skip'];
  }
}

/** The party's number beside its name, unless the name is that number: contacts made for new numbers are called so. */
export function numberBeside(party: Interaction['externalParty']): string | null {
  const { display, formattedNumber, number } = party;
  const same = display === formattedNumber || display.replaceAll(/[^+\d]/g, '') === number;
  return same ? null : formattedNumber;
}

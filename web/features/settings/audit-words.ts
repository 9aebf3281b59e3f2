import type { Catalogue } from '../../i18n/en-GB.ts';

type Words = Catalogue['settings'];
type Did = Extract<keyof Words, `did_${string}`>;
type Subject = Extract<keyof Words, `subject_${string}`>;

/** What can be filtered by, in the order of the menu. */
export const subjects = [
  'firm',
  'staff',
  'token',
  'source',
  'connection',
  'options',
  'log_entry',
  'contact',
  'matter',
  'fee',
  'cost_recovery',
  'task',
  'memo',
  'document',
  'conversation',
  'file',
  'portal_user',
  'lead',
  'quote',
  'audit_log',
] as const;

export function subjectKey(subject: (typeof subjects)[number]): Subject {
  return `subject_${subject}`;
}

/** The key of an action's sentence, or undefined for one that a later version added. */
export function didKey(action: string, words: object): Did | undefined {
  const key = `did_${action}`;
  return isDid(key, words) ? key : undefined;
}

function isDid(key: string, words: object): key is Did {
  return key in words;
}

/** `pair_rule.removed` → `pair rule removed`, for an action without a sentence. */
export function plainWords(action: string): string {
  return action.replaceAll(/[._]/g, ' ');
}

/** The stored detail as names and values, ids by what they are called (`names`); what is nested is shown as it is stored. */
export function factsOf(
  detail: unknown,
  names: Readonly<Record<string, string>> = {},
): { name: string; value: string }[] {
  if (typeof detail !== 'object' || detail === null) return [];
  return Object.entries(detail).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const stored = typeof value === 'string' ? value : JSON.stringify(value);
    const text = stored.replaceAll(uuids, (id) => names[id] ?? id);
    return [{ name: spaced(name), value: text === '' || text === 'null' ? '–' : text }];
  });
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The end of the log as a mail tells it: `Block 12: 5f…`. Undefined when the text holds none. */
export function endIn(text: string): { number: number; hash: string } | undefined {
  const found = /\bblock (\d{1,15}):\s*([0-9a-f]{64})\b/i.exec(text);
  return found?.[1] && found[2] ? { number: Number(found[1]), hash: found[2].toLowerCase() } : undefined;
}

/** What an entry is about: the record, else what was written about it, else the matter that it is on. */
export function subjectName(entry: {
  subjectId: string | null;
  staffId: string | null;
  subjectName: string | null;
  matterName: string | null;
  detail: unknown;
}): string | undefined {
  if (entry.subjectId !== null && entry.subjectId === entry.staffId) return undefined;
  return entry.subjectName ?? nameIn(entry.detail) ?? entry.matterName ?? undefined;
}

function nameIn(detail: unknown): string | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined;
  const name: unknown = Reflect.get(detail, 'name');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

interface About {
  subjectType: string;
  subjectId: string | null;
  matterId: string | null;
}

const tabs: Readonly<Record<string, string>> = {
  fee: 'fees',
  cost_recovery: 'costs',
  memo: 'memos',
  document: 'documents',
};

/** Where the record of an entry is to be seen; null where it has no page. */
export function addressOf({ subjectType, subjectId, matterId }: About): string | null {
  if (subjectId !== null)
    switch (subjectType) {
      case 'contact':
        return `/contacts/${subjectId}`;
      case 'matter':
        return `/matters/${subjectId}`;
      case 'task':
        return `/tasks/${subjectId}`;
      case 'interaction':
        return `/activity/${subjectId}`;
      case 'connection':
      case 'source':
        return `/settings/${subjectType}s/${subjectId}`;
    }
  if (matterId === null) return null;
  const tab = tabs[subjectType];
  return tab === undefined || subjectId === null
    ? `/matters/${matterId}`
    : `/matters/${matterId}/${tab}#${subjectId}`;
}

/** `hourlyRate` → `hourly rate` */
function spaced(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, (_whole, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}

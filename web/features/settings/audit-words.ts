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

/** The stored detail as names and values; what is nested is shown as it is stored. */
export function factsOf(detail: unknown): { name: string; value: string }[] {
  if (typeof detail !== 'object' || detail === null) return [];
  return Object.entries(detail).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [{ name: spaced(name), value: text === '' || text === 'null' ? '–' : text }];
  });
}

/** What the record is called, where the entry or the list of staff tells: `staff` is id → name. */
export function subjectName(
  entry: { subjectType: string; subjectId: string | null; staffId: string | null; detail: unknown },
  staff: ReadonlyMap<string, string>,
): string | undefined {
  if (entry.subjectType === 'staff' && entry.subjectId !== null)
    return entry.subjectId === entry.staffId ? undefined : staff.get(entry.subjectId);
  if (typeof entry.detail !== 'object' || entry.detail === null) return undefined;
  const name: unknown = Reflect.get(entry.detail, 'name');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

interface About {
  subjectType: string;
  subjectId: string | null;
  matterId: string | null;
}

/** The record whose name says what an entry is about: itself, or the matter that it is on. Null where there is none. */
export function namedBy({ subjectType, subjectId, matterId }: About): NamedRecord | null {
  if (subjectType === 'contact' || subjectType === 'matter' || subjectType === 'task')
    return subjectId === null ? null : { kind: subjectType, id: subjectId };
  return matterId === null ? null : { kind: 'matter', id: matterId };
}

export interface NamedRecord {
  kind: 'contact' | 'matter' | 'task';
  id: string;
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

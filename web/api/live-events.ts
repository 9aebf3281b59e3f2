export type LiveEvent = { seq: number; type: string; id: string };

export type Typing = { conversationId: string; staffId?: string; portalUserId?: string };

/** Where the stream is read, from a number on, with the conversations that are on the screen. */
export function streamAddress(after: number | undefined, watched: readonly string[]): string {
  const query = new URLSearchParams();
  if (after !== undefined) query.set('after', String(after));
  // As many as the server takes.
  if (watched.length > 0) query.set('watch', watched.slice(-20).join(','));
  return query.size === 0 ? '/api/v1/events/stream' : `/api/v1/events/stream?${query}`;
}

function readObject(data: unknown): object | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // a proxy's or a newer server's message: the next one we know carries on
  }
}

/** One message of the stream, or undefined when it is none of ours. */
export function readEvent(data: unknown): LiveEvent | undefined {
  const value = readObject(data);
  if (!value) return undefined;
  const seq: unknown = Reflect.get(value, 'seq');
  const type: unknown = Reflect.get(value, 'type');
  const id: unknown = Reflect.get(value, 'id');
  const number = typeof seq === 'string' ? Number(seq) : seq;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || typeof type !== 'string')
    return undefined;
  return { seq: number, type, id: typeof id === 'string' ? id : '' };
}

/** Who writes where. */
export function readTyping(data: unknown): Typing | undefined {
  const value = readObject(data);
  if (!value) return undefined;
  const [conversationId, staffId, portalUserId]: unknown[] = [
    'conversationId',
    'staffId',
    'portalUserId',
  ].map((name) => Reflect.get(value, name));
  if (typeof conversationId !== 'string') return undefined;
  return {
    conversationId,
    ...(typeof staffId === 'string' ? { staffId } : {}),
    ...(typeof portalUserId === 'string' ? { portalUserId } : {}),
  };
}

/**
 * Noun of an event type (`interaction.changed` → `interaction`) → the query keys that show such things.
 * A query key starts with the noun it shows in the plural: `['matters', 'list', filters]`. Features add lines.
 */
const shownIn: Readonly<Record<string, readonly string[]>> = {
  // What a call, text or fax became is told as its change alone: a record on a matter, and perhaps a new contact.
  interaction: [
    'interactions',
    'review',
    'home',
    'matters',
    'contacts',
    'fees',
    'tasks',
    'memos',
    'documents',
  ],
  'log-entry': ['interactions', 'log-entries', 'review', 'home', 'matters'],
  // A case shows where its matter stands, and who is on it.
  matter: ['matters', 'home', 'differences', 'leads'],
  contact: ['contacts', 'matters', 'differences'],
  task: ['tasks', 'matters', 'home'],
  // Lists and badges; the open thread is read anew by its own number (`ownKey`).
  conversation: ['conversations'],
  // An interaction shows its fee's amount, and whether it is billed.
  fee: ['fees', 'matters', 'interactions'],
  memo: ['memos', 'matters'],
  document: ['documents', 'matters'],
  // What came for a request completes what is to be done.
  'file-request': ['file-requests', 'to-dos'],
  source: ['sources', 'home'],
  staff: ['staff', 'me'],
  firm: ['me'],
  options: ['options'],
  'speech-settings': ['speech-settings'],
  onboarding: ['onboarding'],
  'onboarding-settings': ['onboarding'],
  text: ['texts'],
  'text-inbound': ['texts'],
  'text-settings': ['texts'],
  'text-line': ['texts'],
  'text-consent': ['texts'],
  'text-matter': ['texts'],
  // What a referrer's page and list count.
  referral: ['referrers'],
  portal_user: ['portal-users'],
  'cost-recovery': ['cost-recoveries', 'matters'],
  import: ['imports', 'contacts', 'matters'],
  // A redo of many changes what its what-if shows.
  'redo-run': ['redo-runs', 'what-ifs', 'contacts'],
};

/** First parts of the query keys that an event makes stale; a noun nobody listed is its own plural. */
export function staleKeys(type: string): readonly string[] {
  const noun = type.split('.')[0]?.replaceAll('_', '-') ?? type;
  return shownIn[noun] ?? [`${noun}s`];
}

/** Things whose own page costs much to read, or is written down each time: theirs is read anew by news of them alone. */
const byItself: ReadonlySet<string> = new Set(['conversation']);

/** First parts of the query keys of the one thing that changed; undefined: it is read with all of its kind. */
export function ownKey({ type, id }: Pick<LiveEvent, 'type' | 'id'>): readonly [string, string] | undefined {
  const noun = type.split('.')[0]?.replaceAll('_', '-') ?? type;
  return byItself.has(noun) && id !== '' ? [noun, id] : undefined;
}

/** Waits 0.5 s, 1 s, 2 s … at most 15 s, spread by up to half so that a whole firm does not return at once. */
export function retryDelay(failures: number, random: number): number {
  const whole = Math.min(500 * 2 ** failures, 15_000);
  return whole / 2 + (whole / 2) * random;
}

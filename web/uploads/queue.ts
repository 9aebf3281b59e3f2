/**
 * Files on their way to one message: sent a few at a time, paused and resumed, looked at by the server, each with its own
 * error. Knows no framework; screens subscribe.
 */
import { atOnce, choose, type Refusal } from './limits.ts';
import type { ServerUploads, Upload } from './server-uploads.ts';
import type { Fate, Sending, Transport } from './transport.ts';

export type ItemState =
  /** for its turn */
  | 'waiting'
  | 'sending'
  | 'paused'
  /** begun before the page was loaded anew: the file must be chosen once more */
  | 'needs_file'
  /** all of it is there; hashed and scanned */
  | 'checking'
  | 'ready'
  /** may be sent, with a warning */
  | 'warning'
  /** an owner of the firm must release it */
  | 'held'
  /** cannot be sent */
  | 'refused'
  /** trying again may help */
  | 'failed';

export interface Item {
  key: string;
  name: string;
  size: number;
  lastModified: number;
  sentBytes: number;
  state: ItemState;
  /** What the server says of it, in a sentence. */
  words: string;
  uploadId: string | null;
}

export interface Snapshot {
  items: readonly Item[];
  /** Of the last choice. */
  refused: readonly Refusal[];
  /** 0 to 1, of all bytes. */
  progress: number;
  /** Everything may be sent now. */
  allReady: boolean;
  uploadIds: readonly string[];
}

export interface UploadQueue {
  add(files: readonly File[], wish?: { stripLocation?: boolean }): void;
  pause(key: string): void;
  resume(key: string): void;
  /** Out of the queue and off the server. */
  remove(key: string): void;
  /** What the server has of this conversation from before. */
  restore(): Promise<void>;
  /** After the message was sent. */
  clear(): void;
  snapshot(): Snapshot;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

export interface QueueOptions {
  conversationId: string;
  /** What in it the files are for, where it is not the next message. */
  forId?: string;
  transport: Transport;
  server: ServerUploads;
  /** Largest file of this person. */
  limitBytes?: number;
  /** How often the server is asked what the scan says. */
  askEachMs?: number;
}

interface Kept {
  item: Item;
  file: File | null;
  stripLocation: boolean;
  sending: Sending | null;
}

export function createUploadQueue(options: QueueOptions): UploadQueue {
  const { conversationId, forId, transport, server, askEachMs = 1_500 } = options;
  const kept = new Map<string, Kept>();
  const listeners = new Set<() => void>();
  let refused: Refusal[] = [];
  let current = snapshotOf([], refused);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let waiting = 0;
  let [stopped, added] = [false, 0];

  function tell(): void {
    current = snapshotOf(
      [...kept.values()].map(({ item }) => item),
      refused,
    );
    for (const listener of listeners) listener();
  }
  function change(key: string, change: Partial<Item>): void {
    const one = kept.get(key);
    if (!one) return;
    one.item = { ...one.item, ...change };
    tell();
  }
  const inState = (state: ItemState) => [...kept.values()].filter(({ item }) => item.state === state);

  const undecided = () => [...inState('checking'), ...inState('held')];

  function sendNext(): void {
    if (stopped) return;
    const free = atOnce - inState('sending').length;
    for (const one of inState('waiting').slice(0, Math.max(free, 0))) start(one);
  }

  function start(one: Kept): void {
    const { file, stripLocation } = one;
    const { key } = one.item;
    if (!file) return;
    change(key, { state: 'sending', words: '' });
    const still = () => kept.get(key)?.item.state === 'sending';
    one.sending = transport.send(
      file,
      { conversationId, forId, stripLocation },
      {
        begun(uploadId) {
          // This browser did not know where it had begun: what came there would stay as a file that never ends.
          const { uploadId: earlier = null } = kept.get(key)?.item ?? {};
          if (earlier !== null && earlier !== uploadId) server.remove(earlier).catch(() => undefined);
          change(key, { uploadId });
        },
        progress: (sentBytes) => still() && change(key, { sentBytes }),
        done(uploadId) {
          one.sending = null;
          change(key, { uploadId, sentBytes: file.size, state: 'checking' });
          sendNext();
          askSoon();
        },
        failed(words, fate) {
          one.sending = null;
          if (still()) change(key, { state: stateAfter(fate), words });
          sendNext();
        },
      },
    );
  }

  /** What waits for a person is asked about less often than what waits for the scanner. */
  function askSoon(): void {
    if (stopped || undecided().length === 0) return;
    const wait = inState('checking').length > 0 ? askEachMs : askEachMs * 10;
    if (timer !== null) {
      if (wait >= waiting) return;
      clearTimeout(timer);
    }
    waiting = wait;
    timer = setTimeout(() => {
      timer = null;
      void ask().finally(askSoon);
    }, wait);
  }

  async function ask(): Promise<void> {
    for (const { item } of undecided()) {
      // A break in the line is no answer; the next round asks again.
      const told = item.uploadId === null ? null : await server.find(item.uploadId).catch(() => undefined);
      if (told === null) change(item.key, { state: 'failed', words: '', uploadId: null, sentBytes: 0 });
      else if (told) change(item.key, outcomeOf(told));
    }
  }

  function insert(item: Omit<Item, 'key'>, file: File | null, stripLocation: boolean): void {
    added += 1;
    const key = item.uploadId ?? `new ${added}`;
    kept.set(key, { item: { ...item, key }, file, stripLocation, sending: null });
  }

  return {
    add(files, { stripLocation = false } = {}) {
      // A file that had begun before the page was loaded anew goes on where it was.
      const rest = files.filter((file) => !goOn(file));
      const there = [...kept.values()].map(({ item }) => item);
      const chosen = choose(there, rest, options.limitBytes);
      refused = chosen.refused;
      for (const file of chosen.taken)
        insert(
          {
            ...{ name: file.name, size: file.size, lastModified: file.lastModified },
            ...{ sentBytes: 0, state: 'waiting', words: '', uploadId: null },
          },
          file,
          stripLocation,
        );
      tell();
      sendNext();
    },
    pause(key) {
      const one = kept.get(key);
      if (one?.item.state !== 'sending' && one?.item.state !== 'waiting') return;
      void one.sending?.pause();
      one.sending = null;
      change(key, { state: 'paused' });
      sendNext();
    },
    resume(key) {
      const one = kept.get(key);
      if (!one?.file || (one.item.state !== 'paused' && one.item.state !== 'failed')) return;
      change(key, { state: 'waiting', words: '' });
      sendNext();
    },
    remove(key) {
      const one = kept.get(key);
      if (!one) return;
      void one.sending?.pause();
      kept.delete(key);
      // What cannot be removed now is removed by the server when its time is over.
      if (one.item.uploadId !== null) server.remove(one.item.uploadId).catch(() => undefined);
      tell();
      sendNext();
    },
    async restore() {
      for (const upload of await server.list(conversationId, forId)) {
        if ([...kept.values()].some(({ item }) => item.uploadId === upload.id)) continue;
        insert(
          {
            ...{
              name: upload.name,
              size: upload.sizeBytes,
              lastModified: 0,
              sentBytes: upload.receivedBytes,
            },
            ...{ uploadId: upload.id, ...outcomeOf(upload) },
          },
          null,
          false,
        );
      }
      tell();
      askSoon();
    },
    clear() {
      kept.clear();
      refused = [];
      tell();
    },
    snapshot: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      for (const { sending } of kept.values()) void sending?.pause();
    },
  };

  function goOn(file: File): boolean {
    const one = inState('needs_file').find(({ item }) => item.name === file.name && item.size === file.size);
    if (!one) return false;
    one.file = file;
    change(one.item.key, { state: 'waiting', lastModified: file.lastModified });
    return true;
  }
}

const stateAfter = (fate: Fate): ItemState =>
  (({ again: 'failed', overtaken: 'paused', never: 'refused' }) as const)[fate];

/** Pure: what the server's word on an upload means for the one who waits. */
export function outcomeOf(upload: Upload): { state: ItemState; words: string } {
  const { state, delivery, words } = upload;
  // What to do says more than where it is.
  if (state === 'created' || state === 'receiving') return { state: 'needs_file', words: '' };
  if (delivery === 'deliver') return { state: 'ready', words };
  if (delivery === 'warn') return { state: 'warning', words };
  if (delivery === 'owner_must_release') return { state: 'held', words };
  return { state: delivery === 'blocked' ? 'refused' : 'checking', words };
}

export function snapshotOf(items: readonly Item[], refused: readonly Refusal[]): Snapshot {
  const bytes = items.reduce((sum, { size }) => sum + size, 0);
  const sent = items.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  const sendable = (item: Item) => item.state === 'ready' || item.state === 'warning';
  return {
    items,
    refused,
    progress: bytes === 0 ? 1 : sent / bytes,
    allReady: items.every(sendable),
    uploadIds: items.flatMap((item) => (sendable(item) && item.uploadId !== null ? [item.uploadId] : [])),
  };
}

/** One open stream, and those of a firm by whom they belong to. Kept small: there are thousands in a process. */
import type { ServerResponse } from 'node:http';
import type { Credential } from '../../platform/http/realm.ts';

export type RealmName = 'staff' | 'portal';

export interface Stream {
  raw: ServerResponse;
  realm: RealmName;
  firmId: string;
  personId: string;
  credential: Credential;
  /** Conversations that a staff member has open. */
  watched: readonly string[];
  /** The newest event that it was told, or that it began after. */
  cursor: number;
  /** It still reads what it missed; what comes now is for later. */
  behind: boolean;
  /** Gathered to be sent at once. */
  pending: string;
}

/** With more still waiting it is sent no more: whoever does not read is dropped, and comes back where it stopped. */
const mostWaitingBytes = 128 * 1024;

/** Sends text (ASCII); nothing when the stream is over, or its reader so slow that it is dropped. */
export function send({ raw, behind }: Stream, text: string): void {
  if (raw.writableEnded || raw.destroyed) return;
  // Whoever catches up is sent a batch at a time, and has a time limit of its own.
  if (raw.writableLength > mostWaitingBytes && !behind) raw.destroy();
  else raw.write(text, 'latin1');
}

export function flush(stream: Stream): void {
  const { pending } = stream;
  stream.pending = '';
  if (pending !== '') send(stream, pending);
}

/** Ends it; one that does not even read the end is cut. */
export function end({ raw }: Stream): void {
  raw.end();
  if (raw.writableLength > 0) raw.destroy();
}

export interface Listeners {
  add(stream: Stream): void;
  remove(stream: Stream): void;
  size(): number;
  all(): Iterable<Stream>;
  /** Those of the staff. */
  staff(): Iterable<Stream>;
  /** Of one person, in the order in which they came. */
  of(realm: RealmName, personId: string): readonly Stream[];
  watching(conversationId: string): readonly Stream[];
  /** Of the portal's people, which have a stream here. */
  portalUsers(): ReadonlyMap<string, readonly Stream[]>;
}

export function createListeners(): Listeners {
  const byPerson = { staff: new Map<string, Stream[]>(), portal: new Map<string, Stream[]>() };
  const byWatched = new Map<string, Stream[]>();
  let count = 0;

  function put(map: Map<string, Stream[]>, key: string, stream: Stream): void {
    const there = map.get(key);
    if (there) there.push(stream);
    else map.set(key, [stream]);
  }
  function take(map: Map<string, Stream[]>, key: string, stream: Stream): boolean {
    const there = map.get(key);
    const at = there?.indexOf(stream) ?? -1;
    if (!there || at < 0) return false;
    there.splice(at, 1);
    if (there.length === 0) map.delete(key);
    return true;
  }
  function* each(map: ReadonlyMap<string, Stream[]>): Iterable<Stream> {
    for (const streams of map.values()) yield* streams;
  }

  return {
    add(stream) {
      put(byPerson[stream.realm], stream.personId, stream);
      for (const id of stream.watched) put(byWatched, id, stream);
      count += 1;
    },
    remove(stream) {
      if (!take(byPerson[stream.realm], stream.personId, stream)) return;
      for (const id of stream.watched) take(byWatched, id, stream);
      count -= 1;
    },
    size: () => count,
    *all() {
      yield* each(byPerson.staff);
      yield* each(byPerson.portal);
    },
    staff: () => each(byPerson.staff),
    of: (realm, personId) => byPerson[realm].get(personId) ?? [],
    watching: (conversationId) => byWatched.get(conversationId) ?? [],
    portalUsers: () => byPerson.portal,
  };
}

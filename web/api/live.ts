import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import {
  type LiveEvent,
  ownKey,
  readEvent,
  readTyping,
  retryDelay,
  staleKeys,
  streamAddress,
  type Typing,
} from './live-events.ts';

export type LiveState = 'live' | 'reconnecting';

/** A burst of events (a busy switchboard, a bulk change) becomes one round of reading. */
const gatherMs = 300;
/** A restart of the server is over sooner than this; only a longer gap is worth a word. */
const quietMs = 4_000;

type Timer = ReturnType<typeof setTimeout>;

/** Conversations on the screen, each by how many parts show it. */
const watched = new Map<string, number>();
const typingHeard = new Set<(typing: Typing) => void>();
/** Of the stream that is followed: opens it anew with what is watched now. */
let watchAnew: (() => void) | undefined;

/** Tells of a conversation while it is on the screen, also to who does not take part in it; ends with what it returns. */
export function watchConversation(id: string): () => void {
  watched.set(id, (watched.get(id) ?? 0) + 1);
  if (watched.get(id) === 1) watchAnew?.();
  return () => {
    const left = (watched.get(id) ?? 1) - 1;
    // One more than need be does no harm until the next is opened.
    if (left > 0) watched.set(id, left);
    else watched.delete(id);
  };
}

/** Calls back when somebody else writes in a conversation that one takes part in. */
export function onTyping(hear: (typing: Typing) => void): () => void {
  typingHeard.add(hear);
  return () => typingHeard.delete(hear);
}

/** Follows the firm's event stream from the last number seen; `stop` ends it. A hidden tab lets its stream go. */
function follow(client: QueryClient, onState: (state: LiveState) => void): () => void {
  let source: EventSource | undefined;
  let lastSeq: number | undefined;
  let failures = 0;
  let reconnect: Timer | undefined;
  let complain: Timer | undefined;
  let gather: Timer | undefined;
  const nouns = new Set<string>();
  const own = new Map<string, readonly string[]>();

  function readAgain(): void {
    gather = undefined;
    for (const noun of nouns) void client.invalidateQueries({ queryKey: [noun] });
    nouns.clear();
    for (const queryKey of own.values()) void client.invalidateQueries({ queryKey });
    own.clear();
  }

  function take(event: LiveEvent): void {
    lastSeq = event.seq;
    for (const noun of staleKeys(event.type)) nouns.add(noun);
    const one = ownKey(event);
    if (one) own.set(event.id, one);
    gather ??= setTimeout(readAgain, gatherMs);
  }

  function opened(): void {
    failures = 0;
    clearTimeout(complain);
    complain = undefined;
    onState('live');
    // Before the first event there is no number to resume from: what was read earlier may have missed one.
    if (lastSeq === undefined) {
      const now = Date.now();
      void client.invalidateQueries({ predicate: (query) => query.state.dataUpdatedAt < now - 1_000 });
    }
  }

  function close(): void {
    source?.close();
    source = undefined;
    clearTimeout(reconnect);
  }

  function failed(): void {
    close();
    complain ??= setTimeout(() => onState('reconnecting'), quietMs);
    reconnect = setTimeout(open, retryDelay(failures, Math.random()));
    failures += 1;
  }

  function open(): void {
    close();
    source = new EventSource(streamAddress(lastSeq, [...watched.keys()]));
    source.onopen = opened;
    source.onerror = failed;
    // What may be seen has changed; of what, is not said.
    source.addEventListener('sight', () => void client.invalidateQueries());
    source.addEventListener('typing', (message) => {
      const typing = readTyping(message.data);
      if (typing) for (const hear of typingHeard) hear(typing);
    });
    source.onmessage = (message) => {
      const event = readEvent(message.data);
      if (event) take(event);
    };
  }

  // Browsers allow six connections to one HTTP/1.1 host: a dozen hidden tabs must not use them up.
  function seenOrHidden(): void {
    if (document.hidden) close();
    else if (!source) open();
  }

  document.addEventListener('visibilitychange', seenOrHidden);
  if (!document.hidden) open();
  watchAnew = () => {
    if (source) open();
  };
  return () => {
    watchAnew = undefined;
    document.removeEventListener('visibilitychange', seenOrHidden);
    close();
    clearTimeout(complain);
    clearTimeout(gather);
  };
}

/** Keeps what is on screen current while mounted (once, in the app frame). */
export function useLive(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('live');
  useEffect(() => follow(client, setState), [client]);
  return state;
}

/** News from the server while the page is open: one stream for all screens, which then read again. */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type LiveEvent, readEvent, readTyping, retryDelay } from '../api/live-events.ts';
import { stillSignedIn } from './call.ts';

export type News = Pick<LiveEvent, 'type' | 'id'>;
type Listener = (news: News | null) => void;
const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
const typingHeard = new Set<(conversationId: string) => void>();
let source: EventSource | null = null;
let connected = true;
let complaint: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let wasLost = false;
let failures = 0;
let held = false;

/** A short gap is worth no word. */
const quietMs = 4_000;

function setConnected(now: boolean): void {
  if (connected === now) return;
  connected = now;
  for (const watcher of watchers) watcher();
}

function tellAll(event: News | null): void {
  for (const listener of listeners) listener(event);
}

function open(): void {
  clearTimeout(retry);
  source?.close();
  if (held) return;
  source = new EventSource('/portal/api/events');
  source.onopen = () => {
    clearTimeout(complaint);
    complaint = undefined;
    failures = 0;
    setConnected(true);
    // Something may have been missed meanwhile.
    if (wasLost) tellAll(null);
    wasLost = false;
  };
  source.onmessage = ({ data }) => {
    const event = readEvent(data);
    if (event) tellAll(event);
  };
  source.addEventListener('sight', () => tellAll(null));
  source.addEventListener('typing', ({ data }) => {
    const typing = readTyping(data);
    if (typing) for (const hear of typingHeard) hear(typing.conversationId);
  });
  source.onerror = () => {
    wasLost = true;
    source?.close();
    complaint ??= setTimeout(() => setConnected(false), quietMs);
    openLater();
  };
}

/** Asks first whether one is still signed in: that is then shown, and a stream would only be refused. */
function openLater(): void {
  clearTimeout(retry);
  const after = retryDelay(failures, Math.random());
  failures += 1;
  retry = setTimeout(async () => {
    const signedIn = await stillSignedIn();
    if (held || listeners.size === 0) return;
    if (signedIn) open();
    else openLater();
  }, after);
}

function openSoon(): void {
  failures = 0;
  if (wasLost && listeners.size > 0) openLater();
}

/** Nothing is listened for until the function that it answers is called. */
export function holdNews(): () => void {
  held = true;
  wasLost = true;
  close();
  return () => {
    held = false;
    if (listeners.size > 0) open();
  };
}

function close(): void {
  clearTimeout(retry);
  clearTimeout(complaint);
  complaint = undefined;
  source?.close();
  source = null;
}

/** Calls back for each piece of news, and with null when anything may have changed. */
export function useNews(onNews: Listener): void {
  const latest = useRef(onNews);
  latest.current = onNews;
  useEffect(() => {
    const listener: Listener = (event) => latest.current(event);
    listeners.add(listener);
    if (listeners.size === 1) {
      window.addEventListener('online', openSoon);
      open();
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      window.removeEventListener('online', openSoon);
      close();
    };
  }, []);
}

/** False when the server has not been heard for some seconds. */
export function useConnected(): boolean {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => connected,
  );
}

/** A sign comes every three seconds; a little longer than that it stands. */
const writingMs = 5_000;

/** Whether the firm is just writing in this conversation. */
export function useWriting(conversationId: string): boolean {
  const [writing, setWriting] = useState(false);
  useEffect(() => {
    let over: ReturnType<typeof setTimeout> | undefined;
    const hear = (id: string) => {
      if (id !== conversationId) return;
      setWriting(true);
      clearTimeout(over);
      over = setTimeout(() => setWriting(false), writingMs);
    };
    typingHeard.add(hear);
    return () => {
      typingHeard.delete(hear);
      clearTimeout(over);
    };
  }, [conversationId]);
  return writing;
}

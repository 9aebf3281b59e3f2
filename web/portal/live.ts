/** News from the server while the page is open: one stream for all screens, which then read again. */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { stillSignedIn } from './call.ts';

export interface News {
  type: string;
  id: string;
}

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
const retryMs = 3_000;
const mostRetryMs = 30_000;

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
    const event = readNews(data);
    if (event) tellAll(event);
  };
  source.addEventListener('sight', () => tellAll(null));
  source.addEventListener('typing', ({ data }) => {
    const conversationId = readTyping(data);
    if (conversationId !== null) for (const hear of typingHeard) hear(conversationId);
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
  const after = Math.min(mostRetryMs, retryMs * 1.5 ** failures);
  failures += 1;
  retry = setTimeout(async () => {
    if (held || listeners.size === 0) return;
    if (await stillSignedIn()) open();
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

/** Of a `typing` event: the conversation; null when it is something else. */
export function readTyping(data: unknown): string | null {
  const told = readObject(data);
  return told && 'conversationId' in told && typeof told.conversationId === 'string'
    ? told.conversationId
    : null;
}

function readNews(data: unknown): News | null {
  const event = readObject(data);
  if (!event || !('type' in event) || !('id' in event)) return null;
  const { type, id } = event;
  return typeof type === 'string' && typeof id === 'string' ? { type, id } : null;
}

function readObject(data: unknown): object | null {
  if (typeof data !== 'string') return null;
  try {
    const told: unknown = JSON.parse(data);
    return typeof told === 'object' ? told : null;
  } catch {
    return null;
  }
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

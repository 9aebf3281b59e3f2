/** News from the server while the page is open: one stream for all screens, which then read again. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { retryDelay } from '../api/live-events.ts';
import { stillSignedIn } from './call.ts';

export interface News {
  type: string;
  id: string;
}

type Listener = (news: News | null) => void;
const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let source: EventSource | null = null;
let connected = true;
let complaint: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let wasLost = false;
let failures = 0;

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
    if (listeners.size === 0) return;
    if (signedIn) open();
    else openLater();
  }, after);
}

function readNews(data: unknown): News | null {
  if (typeof data !== 'string') return null;
  try {
    const event: unknown = JSON.parse(data);
    if (typeof event !== 'object' || event === null || !('type' in event) || !('id' in event)) return null;
    const { type, id } = event;
    return typeof type === 'string' && typeof id === 'string' ? { type, id } : null;
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
    if (listeners.size === 1) open();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) close();
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

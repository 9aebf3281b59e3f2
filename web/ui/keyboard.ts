import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { matchKeys } from './key-sequence.ts';

/**
 * One key (`j`, `Enter`, `?`) or a sequence (`g a`). `label` is what the help overlay says.
 * `general` ones are listed under "Everywhere", the others under "On this screen".
 */
export type Shortcut = { keys: string; label: string; run: () => void; general?: boolean };

type Entry = { readonly shortcuts: readonly Shortcut[] };

let entries: readonly Entry[] = [];
const listeners = new Set<() => void>();
const sequenceMs = 900;
let typed: readonly string[] = [];
let typedAt = 0;

function changed(next: readonly Entry[]): void {
  entries = next;
  for (const listener of listeners) listener();
}

/** Single keys must not fire while someone types, nor on top of an open dialog or menu. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]'))
    return true;
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isBusy(event.target))
    return;
  // A focused button or link keeps its own Enter.
  if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('button, a')) return;
  const fresh = event.timeStamp - typedAt < sequenceMs ? typed : [];
  // The screen's own shortcuts were registered last and win over the general ones.
  const all = entries.toReversed().flatMap((entry) => entry.shortcuts);
  const match = matchKeys(fresh, event.key, all);
  typed = match.pending;
  typedAt = event.timeStamp;
  if (!match.found) return;
  event.preventDefault();
  match.found.run();
}

function register(entry: Entry): () => void {
  if (entries.length === 0) document.addEventListener('keydown', onKeyDown);
  changed([...entries, entry]);
  return () => {
    changed(entries.filter((other) => other !== entry));
    if (entries.length === 0) document.removeEventListener('keydown', onKeyDown);
  };
}

/** Registers shortcuts while the component is on screen. Labels may change; the list's length and keys should not. */
export function useShortcuts(shortcuts: readonly Shortcut[], enabled = true): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const shape = JSON.stringify(shortcuts.map(({ keys, label, general }) => ({ keys, label, general })));
  useEffect(() => {
    if (!enabled) return undefined;
    const stable: Pick<Shortcut, 'keys' | 'label' | 'general'>[] = JSON.parse(shape);
    return register({
      shortcuts: stable.map((shortcut, index) => ({ ...shortcut, run: () => latest.current[index]?.run() })),
    });
  }, [shape, enabled]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the help overlay lists. */
export function useRegisteredShortcuts(): { general: readonly Shortcut[]; here: readonly Shortcut[] } {
  const current = useSyncExternalStore(subscribe, () => entries);
  return useMemo(() => {
    const all = current.flatMap((entry) => entry.shortcuts);
    return { general: all.filter((one) => one.general), here: all.filter((one) => !one.general) };
  }, [current]);
}

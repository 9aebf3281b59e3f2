import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Messages } from './use-messages.ts';

/** So near the end one reads the newest. */
const nearEndPx = 80;
const nearTopPx = 240;

/**
 * Keeps a thread where its reader is: at the end when they were there, at the same words when older ones come in above.
 * Begins at `at`, else where the new begins, else at the end.
 */
export function useScroll(
  scroller: RefObject<HTMLElement | null>,
  messages: Messages,
  at: number | undefined,
  waiting: number,
): { atEnd: boolean; toEnd: () => void; onScroll: () => void } {
  const { items, state, hasEarlier, hasLater, isLoadingEarlier, loadEarlier, loadLater } = messages;
  const [atEnd, setAtEnd] = useState(true);
  const stick = useRef(true);
  const begun = useRef<number | 'newest'>(undefined);
  const height = useRef(0);
  const first = items[0]?.seq;
  const last = items.at(-1)?.seq;
  const known = useRef(first);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these moves what stands in the thread
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || state !== 'ready') return;
    if (begun.current !== (at ?? 'newest')) {
      begun.current = at ?? 'newest';
      const target = element.querySelector(at === undefined ? '.thread__new' : `[data-seq="${at}"]`);
      if (target) target.scrollIntoView({ block: at === undefined ? 'start' : 'center' });
      else toEnd();
    } else if (first !== undefined && known.current !== undefined && first < known.current) {
      element.scrollTop += element.scrollHeight - height.current;
    } else if (stick.current && !hasLater) {
      toEnd();
    }
    known.current = first;
    height.current = element.scrollHeight;
    stick.current = isNearEnd(element);
    setAtEnd(stick.current && !hasLater);
  }, [first, last, state, at, waiting, hasLater]);

  useFollow(scroller, stick, height, toEnd);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    stick.current = isNearEnd(element);
    height.current = element.scrollHeight;
    setAtEnd(stick.current && !hasLater);
    if (element.scrollTop < nearTopPx && hasEarlier && !isLoadingEarlier) loadEarlier();
    if (stick.current && hasLater) loadLater();
  }, [scroller, hasEarlier, hasLater, isLoadingEarlier, loadEarlier, loadLater]);

  return { atEnd, toEnd, onScroll };
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < nearEndPx;
}

/** A growing composer or a late font must not push the newest out of sight. */
function useFollow(
  scroller: RefObject<HTMLElement | null>,
  stick: RefObject<boolean>,
  height: RefObject<number>,
  toEnd: () => void,
): void {
  useEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (!element || !content) return undefined;
    const observer = new ResizeObserver(() => {
      if (stick.current) toEnd();
      height.current = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(content);
    return () => observer.disconnect();
  }, [scroller, stick, height, toEnd]);
}

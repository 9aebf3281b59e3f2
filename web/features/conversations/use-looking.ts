import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import { api } from '../../api/client.ts';
import { type Conversation, conversationQuery } from './queries.ts';

const pauseMs = 400;

/**
 * Moves the reader's pointer to the last message that was on screen while this tab had the focus. A message counts when its
 * end is in sight: of one longer than the screen one has then read the rest.
 */
export function useLooking(
  scroller: RefObject<HTMLElement | null>,
  conversation: Conversation,
  lastSeq: number,
): void {
  const client = useQueryClient();
  const { id, member, readSeq } = conversation;
  const told = useRef(readSeq);
  const seen = useRef(0);
  useEffect(() => {
    told.current = Math.max(told.current, readSeq);
  }, [readSeq]);

  useEffect(() => {
    const root = scroller.current;
    if (!root || !member || lastSeq === 0) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function tell(): Promise<void> {
      const seq = seen.current;
      if (seq <= told.current || document.hidden || !document.hasFocus()) return;
      const before = told.current;
      told.current = seq;
      try {
        await api('PUT /api/v1/conversations/:id/read', { params: { id }, body: { seq } });
        client.setQueryData(conversationQuery(id).queryKey, (facts) => facts && { ...facts, readSeq: seq });
        void client.invalidateQueries({ queryKey: ['conversations'] });
      } catch {
        told.current = before; // said again with the next look
      }
    }
    function soon(): void {
      clearTimeout(timer);
      timer = setTimeout(() => void tell(), pauseMs);
    }
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, boundingClientRect, rootBounds } of entries) {
          const seq = Number(target instanceof HTMLElement ? target.dataset.seq : Number.NaN);
          const endInSight = rootBounds === null || boundingClientRect.bottom <= rootBounds.bottom + 8;
          if (isIntersecting && endInSight && seq > seen.current) seen.current = seq;
        }
        soon();
      },
      { root, threshold: [0, 0.25, 0.5, 0.75, 1] },
    );
    for (const element of root.querySelectorAll('[data-seq]')) observer.observe(element);
    window.addEventListener('focus', soon);
    document.addEventListener('visibilitychange', soon);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      window.removeEventListener('focus', soon);
      document.removeEventListener('visibilitychange', soon);
    };
    // A new message is a new element to watch.
  }, [client, scroller, id, member, lastSeq]);
}

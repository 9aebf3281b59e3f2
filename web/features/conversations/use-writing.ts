import { useEffect, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { onTyping } from '../../api/live.ts';

const signMs = 3_000;
/** A sign comes every three seconds while somebody types; a little longer than that it stands. */
const standsMs = 5_000;

/** Ids of those who write in a conversation just now, but for oneself. */
export function useWriting(conversationId: string, me: string): readonly string[] {
  const [people, setPeople] = useState<readonly string[]>([]);
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const stop = onTyping(({ conversationId: where, staffId, portalUserId }) => {
      const id = staffId ?? portalUserId;
      if (where !== conversationId || id === undefined || id === me) return;
      clearTimeout(timers.get(id));
      const over = () => {
        timers.delete(id);
        setPeople([...timers.keys()]);
      };
      timers.set(id, setTimeout(over, standsMs));
      setPeople([...timers.keys()]);
    });
    return () => {
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
      setPeople([]);
    };
  }, [conversationId, me]);
  return people;
}

/** A sign for the others every three seconds, while one types. */
export function useTellWriting(conversationId: string): () => void {
  const toldAt = useRef(Number.NEGATIVE_INFINITY);
  return () => {
    const now = performance.now();
    if (now - toldAt.current < signMs) return;
    toldAt.current = now;
    // Nobody waits for it.
    void api('POST /api/v1/conversations/:id/typing', { params: { id: conversationId } }).catch(
      () => undefined,
    );
  };
}

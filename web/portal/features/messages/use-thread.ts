/** One conversation on the screen: its messages page by page, what comes meanwhile, and how far one has looked. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/contract.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { call, failureWords } from '../../call.ts';
import { useNews } from '../../live.ts';
import { mergeMessages } from './group.ts';

export type Thread = Answer<'GET /portal/api/conversations/:id'>;
export type Told = Answer<'GET /portal/api/conversations/:id/messages'>['items'][number];

const pageSize = 50;

export function useThread(id: string, at: number | null) {
  const [thread, setThread] = useState<Thread | null>(null);
  const [items, setItems] = useState<Told[]>([]);
  const [before, setBefore] = useState<number | null>(null);
  const [failure, setFailure] = useState<string>();
  // Not, or no longer, theirs to see: nothing of it stays on the screen.
  const [gone, setGone] = useState(false);
  const newest = useRef(0);

  const take = useCallback((read: readonly Told[]) => {
    setItems((known) => mergeMessages(known, read));
    newest.current = Math.max(newest.current, ...read.map(({ seq }) => seq));
  }, []);

  const readThread = useCallback(
    async () => setThread(await call('GET /portal/api/conversations/:id', { params: { id } })),
    [id],
  );

  /** What stands on the screen may have been changed, so the last page is read whole. */
  const readNewest = useCallback(async () => {
    const page = await call('GET /portal/api/conversations/:id/messages', {
      params: { id },
      query: { limit: pageSize },
    });
    take(page.items);
    return page;
  }, [id, take]);

  const guard = useCallback(async (work: () => Promise<unknown>) => {
    try {
      await work();
      setFailure(undefined);
      setGone(false);
    } catch (error) {
      setFailure(failureWords(error));
      if (!(error instanceof ApiProblem) || error.status !== 404) return;
      setGone(true);
      setThread(null);
      setItems([]);
    }
  }, []);

  useEffect(() => {
    void guard(async () => {
      await readThread();
      if (at === null) {
        setBefore((await readNewest()).before);
        return;
      }
      // From the place that was asked for to the end, so that nothing is missing between.
      const around = await call('GET /portal/api/conversations/:id/messages', {
        params: { id },
        query: { around: at, limit: pageSize },
      });
      setBefore(around.before);
      take(around.items);
      let { after } = around;
      while (after !== null) {
        const page = await call('GET /portal/api/conversations/:id/messages', {
          params: { id },
          query: { after, limit: 100 },
        });
        take(page.items);
        after = page.after;
      }
    });
  }, [guard, readThread, readNewest, take, id, at]);

  const again = useCallback(
    () => guard(() => Promise.all([readThread(), readNewest()])),
    [guard, readThread, readNewest],
  );
  useNews((news) => {
    if (news === null || news.id === id) void again();
  });

  const readEarlier = useCallback(
    () =>
      guard(async () => {
        if (before === null) return;
        const page = await call('GET /portal/api/conversations/:id/messages', {
          params: { id },
          query: { before, limit: pageSize },
        });
        take(page.items);
        setBefore(page.before);
      }),
    [guard, id, before, take],
  );
  return { thread, items, before, failure, gone, again, readEarlier, take };
}

const focusMs = 30_000;

/** Tells that the conversation is looked at, and how far; only while the window has the focus. */
export function useLooking(id: string, seq: number, ready: boolean): void {
  useEffect(() => {
    if (!ready) return;
    let told = 0;
    const look = () => {
      if (!document.hasFocus() || document.visibilityState !== 'visible') return;
      // No page waits for these, and the next one makes up for one that failed.
      void api('PUT /portal/api/conversations/:id/focus', { params: { id } }).catch(() => undefined);
      if (seq > told) {
        told = seq;
        void api('PUT /portal/api/conversations/:id/read', { params: { id }, body: { seq } }).catch(() => {
          told = 0;
        });
      }
    };
    look();
    const timer = setInterval(look, focusMs);
    window.addEventListener('focus', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', look);
    };
  }, [id, seq, ready]);
}

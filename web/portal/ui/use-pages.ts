/** A list that is read page by page, and again from its beginning when something changed. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { failureWords } from '../call.ts';

interface AnyPage {
  items: readonly unknown[];
  next: string | null;
}

export interface Pages<P extends AnyPage> {
  /** Null: nothing was read yet. */
  items: readonly P['items'][number][] | null;
  /** The newest answer, for what it says beside its rows. */
  page: P | null;
  failure: string | undefined;
  /** Reads the next page; null: there is none. */
  more: (() => Promise<void>) | null;
  again: () => Promise<void>;
}

/** `read` may change with every drawing; what another list shows is another component (`key`). */
export function usePages<P extends AnyPage>(read: (after?: string) => Promise<P>): Pages<P> {
  const [items, setItems] = useState<Pages<P>['items']>(null);
  const [page, setPage] = useState<P | null>(null);
  const [failure, setFailure] = useState<string>();
  const reading = useRef(read);
  const pages = useRef(1);

  const guard = useCallback(async (work: () => Promise<void>) => {
    try {
      await work();
      setFailure(undefined);
    } catch (error) {
      setFailure(failureWords(error));
    }
  }, []);

  const again = useCallback(
    () =>
      guard(async () => {
        let last = await reading.current();
        const all: P['items'][number][] = [...last.items];
        for (let count = 1; count < pages.current && last.next !== null; count += 1) {
          last = await reading.current(last.next);
          all.push(...last.items);
        }
        setItems(all);
        setPage(last);
      }),
    [guard],
  );
  useEffect(() => void again(), [again]);

  const next = page?.next ?? null;
  const more = useCallback(
    () =>
      guard(async () => {
        if (next === null) return;
        const following = await reading.current(next);
        pages.current += 1;
        setItems((known) => [...(known ?? []), ...following.items]);
        setPage(following);
      }),
    [guard, next],
  );
  return { items, page, failure, more: next === null ? null : more, again };
}

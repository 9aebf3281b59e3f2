import { useCallback, useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { QuotePage } from './quote-format.ts';
import { say } from './words.ts';

export type Shown =
  | { is: 'loading' }
  | { is: 'gone' }
  | { is: 'failed'; words: string }
  | { is: 'here'; page: QuotePage };

export interface QuotePageState {
  shown: Shown;
  reload: () => void;
  /** Undefined when it arrived; else what to say. */
  accept: (name: string) => Promise<string | undefined>;
  decline: (reason: string) => Promise<string | undefined>;
}

/** The quote behind a link, and its answers. Nothing of it is kept on the device. */
export function useQuotePage(token: string): QuotePageState {
  const [shown, setShown] = useState<Shown>({ is: 'loading' });
  const load = useCallback(
    async (signal?: AbortSignal) => {
      try {
        const page = await api('GET /api/v1/quote-page/:token', {
          params: { token },
          ...(signal && { signal }),
        });
        setShown({ is: 'here', page });
      } catch (error) {
        if (!signal?.aborted) setShown(whyNot(error));
      }
    },
    [token],
  );
  useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    return () => leaving.abort();
  }, [load]);

  async function answer(send: () => Promise<QuotePage>): Promise<string | undefined> {
    try {
      setShown({ is: 'here', page: await send() });
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 409) return wordsOf(error);
      // It was answered, withdrawn or replaced meanwhile: the page says which.
      await load();
      return error.detail ?? error.title;
    }
  }
  return {
    shown,
    reload: () => void load(),
    accept: (name) =>
      answer(() =>
        api('POST /api/v1/quote-page/:token/accept', { params: { token }, body: { name, agreed: true } }),
      ),
    decline: (reason) =>
      answer(() => api('POST /api/v1/quote-page/:token/decline', { params: { token }, body: { reason } })),
  };
}

function whyNot(error: unknown): Shown {
  // A link that lost some of its letters is refused as malformed.
  const gone = error instanceof ApiProblem && [404, 410, 422].includes(error.status);
  return gone ? { is: 'gone' } : { is: 'failed', words: failureWords(error, 'failed') };
}

const wordsOf = (error: unknown): string => failureWords(error, 'notTaken');

function failureWords(error: unknown, otherwise: 'failed' | 'notTaken'): string {
  return say(error instanceof ApiProblem && error.status === 429 ? 'tooMany' : otherwise);
}

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { everyQuoteKey, type Inputs, type QuoteDetail, quoteQuery } from './queries.ts';

export interface DraftContent {
  feeScaleId: string | null;
  inputs: Inputs;
}

/** Where a draft is kept. Without an id it has never been saved. */
export interface KeptDraft {
  id: string | null;
  /** Of the draft that was opened; null: there was none. */
  version: number | null;
  content: DraftContent;
}

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';

export interface Autosave {
  state: SaveState;
  error: unknown;
  /** The same, for whoever has just waited for `flush`. */
  failure: () => unknown;
  id: string | null;
  /** Saves what is on the screen now; undefined when it could not be. `over`: in place of what somebody else saved. */
  flush: (over?: boolean) => Promise<{ id: string; version: number } | undefined>;
  /** What somebody else saved, and from now on ours. */
  takeTheirs: () => Promise<DraftContent | undefined>;
}

const pauseMs = 700;
const textOf = (content: DraftContent) => JSON.stringify(content);

/** Saves a draft whenever one stops typing, one save after the other. `content` must be whole enough to be taken. */
export function useAutosave(leadId: string, opened: KeptDraft, content: DraftContent): Autosave {
  const client = useQueryClient();
  const kept = useRef({ id: opened.id, version: opened.version, text: textOf(opened.content) });
  const latest = useRef(content);
  const running = useRef<Promise<unknown>>(Promise.resolve());
  const [state, setState] = useState<SaveState>('saved');
  const [error, setError] = useState<unknown>();
  const failure = useRef<unknown>(undefined);
  const stopped = useRef(false);
  const text = textOf(content);
  useEffect(() => {
    latest.current = content;
  }, [content]);

  const saveNow = useCallback(
    async (over: boolean): Promise<{ id: string; version: number } | undefined> => {
      const { id, version } = kept.current;
      const body = latest.current;
      const sent = textOf(body);
      if (id !== null && version !== null && kept.current.text === sent && !over) return { id, version };
      setState('saving');
      setError(undefined);
      try {
        const saved = await send(client, leadId, { id, version, over, body });
        kept.current = { id: saved.id, version: saved.draft?.version ?? null, text: sent };
        stopped.current = false;
        client.setQueryData(quoteQuery(saved.id).queryKey, saved);
        if (id === null) void client.invalidateQueries({ queryKey: [...everyQuoteKey, 'of-lead'] });
        setState(textOf(latest.current) === sent ? 'saved' : 'unsaved');
        return saved.draft ? { id: saved.id, version: saved.draft.version } : undefined;
      } catch (problem) {
        const conflict = problem instanceof ApiProblem && problem.code === 'conflict';
        // Until a person chooses, trying again would only be refused again.
        stopped.current = conflict;
        setState(conflict ? 'conflict' : 'failed');
        setError(problem);
        failure.current = problem;
        return undefined;
      }
    },
    [client, leadId],
  );
  const flush = useCallback(
    (over = false) => {
      const next = running.current.then(() => saveNow(over));
      running.current = next;
      return next;
    },
    [saveNow],
  );

  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return undefined;
    }
    if (text === kept.current.text) {
      setState((now) => (now === 'unsaved' ? 'saved' : now));
      return undefined;
    }
    if (stopped.current) return undefined;
    setState('unsaved');
    const timer = setTimeout(() => void flush(), pauseMs);
    return () => clearTimeout(timer);
  }, [text, flush]);
  useSaveOnLeaving(() => kept.current.text !== textOf(latest.current) && !stopped.current, flush);

  return {
    state,
    error,
    failure: () => failure.current,
    id: kept.current.id,
    flush,
    async takeTheirs() {
      const { id } = kept.current;
      if (id === null) return undefined;
      const now = await client.fetchQuery({ ...quoteQuery(id), staleTime: 0 });
      if (!now.draft) return undefined;
      const theirs = { feeScaleId: now.feeScaleId, inputs: now.draft.inputs };
      kept.current = { id, version: now.draft.version, text: textOf(theirs) };
      stopped.current = false;
      setState('saved');
      setError(undefined);
      return theirs;
    },
  };
}

async function send(
  client: QueryClient,
  leadId: string,
  what: { id: string | null; version: number | null; over: boolean; body: DraftContent },
): Promise<QuoteDetail> {
  const { id, body } = what;
  if (id === null) return await api('POST /api/v1/quotes', { body: { leadId, ...body } });
  const theirs = what.over ? await client.fetchQuery({ ...quoteQuery(id), staleTime: 0 }) : undefined;
  const version = theirs ? (theirs.draft?.version ?? null) : what.version;
  return await api('PUT /api/v1/quotes/:id/draft', { params: { id }, body: { ...body, version } });
}

/** Another page of the app does not lose the last words; a closing window asks first. */
function useSaveOnLeaving(isUnsaved: () => boolean, flush: () => Promise<unknown>): void {
  const now = useRef({ isUnsaved, flush });
  useEffect(() => {
    now.current = { isUnsaved, flush };
  });
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (!now.current.isUnsaved()) return;
      void now.current.flush();
      event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      window.removeEventListener('beforeunload', ask);
      if (now.current.isUnsaved()) void now.current.flush();
    };
  }, []);
}

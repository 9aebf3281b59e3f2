import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { conversationQuery } from './queries.ts';

const pauseMs = 700;
const againMs = 5_000;
/** The server keeps no longer one. */
const mostCharacters = 20_000;

export type DraftState = 'kept' | 'keeping' | 'failing';

export type Draft = {
  text: string;
  setText: (text: string) => void;
  state: DraftState;
  /** Empties the field; what the server keeps goes with the message that is sent now. Waits for a write on its way. */
  handOver: () => Promise<void>;
  /** What the server has put back among the drafts, before whatever stands here. */
  putBack: (words: string) => void;
};

/** What somebody has begun to write: kept on the server after each pause, tried again when that fails. */
export function useDraft(conversationId: string, kept: string): Draft {
  const client = useQueryClient();
  const [text, setText] = useState(kept);
  const [state, setState] = useState<DraftState>('kept');
  const saved = useRef(kept);
  const latest = useRef(kept);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const writing = useRef<Promise<unknown>>(Promise.resolve());

  const keep = useCallback((): void => {
    clearTimeout(timer.current);
    const body = latest.current;
    if (body === saved.current || body.length > mostCharacters) return;
    const write = api('PUT /api/v1/conversations/:id/draft', {
      params: { id: conversationId },
      body: { body },
    }).then(
      () => {
        saved.current = body;
        client.setQueryData(
          conversationQuery(conversationId).queryKey,
          (facts) => facts && { ...facts, draft: body },
        );
        setState(latest.current === body ? 'kept' : 'keeping');
      },
      () => {
        setState('failing');
        timer.current = setTimeout(keep, againMs);
      },
    );
    writing.current = write;
  }, [client, conversationId]);

  const touched = useRef(false);
  const change = useCallback(
    (next: string) => {
      touched.current = true;
      latest.current = next;
      setText(next);
      clearTimeout(timer.current);
      if (next === saved.current) return setState('kept');
      setState('keeping');
      timer.current = setTimeout(keep, pauseMs);
    },
    [keep],
  );

  // What was kept elsewhere meanwhile comes in until one writes here; after that the field is the writer's.
  useEffect(() => {
    if (touched.current) return;
    saved.current = kept;
    latest.current = kept;
    setText(kept);
  }, [kept]);

  // Whoever goes elsewhere, or hides the tab, has paused.
  useEffect(() => {
    document.addEventListener('visibilitychange', keep);
    return () => {
      document.removeEventListener('visibilitychange', keep);
      keep();
    };
  }, [keep]);

  const handOver = useCallback(async () => {
    clearTimeout(timer.current);
    saved.current = '';
    latest.current = '';
    setText('');
    setState('kept');
    await writing.current;
    saved.current = '';
  }, []);

  const putBack = useCallback(
    (words: string) => {
      saved.current = words;
      const rest = latest.current.trim();
      change(rest === '' || rest === words.trim() ? words : `${words}\n\n${rest}`);
    },
    [change],
  );
  return { text, setText: change, state, handOver, putBack };
}

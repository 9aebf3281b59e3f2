import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { showProblem } from '../../ui/toasts.tsx';
import type { TextWish } from '../texts/queries.ts';
import { type Conversation, type Message, type Outgoing, outgoingQuery, threadKey } from './queries.ts';
import type { Draft } from './use-draft.ts';

/** What somebody wrote, as it is sent. */
export type Words = {
  body: string;
  replyTo: Message | null;
  mentions: string[];
  privileged: boolean;
  uploadIds: string[];
  texts: TextWish[];
};

/** How words are sent, beside what they are: what is put back must not lose that it was privileged, or who is texted. */
export type Manner = { replyTo: number | null; privileged: boolean; texts: TextWish[] };

/** Not with the server yet. Its key makes sending it again safe. */
export type Pending = {
  key: string;
  words: Words;
  state: 'sending' | 'asking' | 'failed';
  error: Error | null;
  /** What the server asks before it goes. */
  question: string;
};

export type Sending = {
  pending: readonly Pending[];
  outgoing: readonly Outgoing[];
  send: (words: Words) => void;
  again: (one: Pending, confirmed: boolean) => void;
  /** Out of what waits here and back into the field. */
  backToField: (one: Pending) => void;
  takeBack: (one: Outgoing) => Promise<void>;
};

const lookMs = 1_500;

/** Sends at once and shows it at once; what fails stays, with why, until it is sent or put back. */
export function useSending(
  conversation: Conversation,
  draft: Draft,
  onBack: (manner: Manner) => void,
): Sending {
  const { id } = conversation;
  const client = useQueryClient();
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const outside = conversation.kind === 'external' && conversation.member;
  const outgoing = useQuery({
    ...outgoingQuery(id),
    enabled: outside,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ refused }) => refused === null) ? lookMs : false,
  });

  const change = (key: string, to: Partial<Pending>) =>
    setPending((all) => all.map((one) => (one.key === key ? { ...one, ...to } : one)));
  const drop = (key: string) => setPending((all) => all.filter((one) => one.key !== key));

  async function post(key: string, words: Words, confirmed: boolean): Promise<void> {
    const { replyTo, ...rest } = words;
    try {
      await api('POST /api/v1/conversations/:id/messages', {
        params: { id },
        body: { ...rest, clientKey: key, confirmed, ...(replyTo && { replyTo: replyTo.seq }) },
      });
      // Until it stands in the thread itself it stands here.
      await client.invalidateQueries({ queryKey: threadKey(id) });
      drop(key);
    } catch (error) {
      if (error instanceof ApiProblem && error.reason === 'confirm')
        change(key, { state: 'asking', question: error.detail ?? error.title });
      else change(key, { state: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  const takeBack = useCallback(
    async (one: Outgoing) => {
      try {
        const back = await api('POST /api/v1/conversations/:id/outgoing/:outgoingId/take-back', {
          params: { id, outgoingId: one.id },
        });
        draft.putBack(back.body);
        onBack(back);
      } catch (error) {
        showProblem(error);
      }
      await client.invalidateQueries({ queryKey: threadKey(id) });
    },
    [client, id, draft, onBack],
  );

  return {
    pending,
    outgoing: outgoing.data?.items ?? [],
    send(words) {
      const one: Pending = { key: crypto.randomUUID(), words, state: 'sending', error: null, question: '' };
      setPending((all) => [...all, one]);
      void draft.handOver().then(() => post(one.key, words, false));
    },
    again(one, confirmed) {
      change(one.key, { state: 'sending', error: null });
      void post(one.key, one.words, confirmed);
    },
    backToField(one) {
      drop(one.key);
      draft.putBack(one.words.body);
      const { replyTo, privileged, texts } = one.words;
      onBack({ replyTo: replyTo?.seq ?? null, privileged, texts });
    },
    takeBack,
  };
}

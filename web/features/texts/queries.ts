import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';
import { showProblem } from '../../ui/toasts.tsx';

export type TextSettings = Answer<'GET /api/v1/text-settings'>;
export type TextLine = TextSettings['lines'][number];
export type SettingsChange = Omit<Api['PATCH /api/v1/text-settings']['body'], 'version'>;
export type TriageItem = Answer<'GET /api/v1/text-triage'>['items'][number];
export type ContactTexting = Answer<'GET /api/v1/contacts/:id/texting'>;
export type TextCheck = Answer<'GET /api/v1/conversations/:id/text-check'>['items'][number];
/** Somebody who is to get a message as a text, too; with why quiet hours are not waited for. */
export type TextWish = NonNullable<Api['POST /api/v1/conversations/:id/messages']['body']['texts']>[number];
export type ConversationText = Answer<'GET /api/v1/conversations/:id/texts'>['items'][number];

/** Live events of texts make everything under this noun stale. */
const noun = 'texts';

export const settingsQuery = queryOptions({
  queryKey: [noun, 'settings'],
  queryFn: ({ signal }) => api('GET /api/v1/text-settings', { signal }),
});

export const countsQuery = queryOptions({
  queryKey: [noun, 'counts'],
  queryFn: ({ signal }) => api('GET /api/v1/text-triage/counts', { signal }),
});

/** How many texts wait for a person. */
export function useTextCount(): number | undefined {
  const { data } = useQuery(countsQuery);
  return data?.all;
}

export const triageQuery = (waiting: 'place' | 'review', limit = 100) =>
  queryOptions({
    queryKey: [noun, 'triage', waiting, limit],
    queryFn: ({ signal }) => api('GET /api/v1/text-triage', { query: { waiting, limit }, signal }),
  });

export const contactTextingQuery = (contactId: string) =>
  queryOptions({
    queryKey: [noun, 'contact', contactId],
    queryFn: ({ signal }) => api('GET /api/v1/contacts/:id/texting', { params: { id: contactId }, signal }),
  });

export const matterTextsQuery = (matterId: string) =>
  queryOptions({
    queryKey: [noun, 'matter', matterId],
    queryFn: ({ signal }) => api('GET /api/v1/matters/:id/texts', { params: { id: matterId }, signal }),
  });

/** The texts of a conversation's newest messages, read anew with each of them and whenever a text gets on. */
export const conversationTextsQuery = (conversationId: string, lastSeq: number, limit = 200) =>
  queryOptions({
    queryKey: [noun, 'conversation', conversationId, lastSeq, limit],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api('GET /api/v1/conversations/:id/texts', {
        params: { id: conversationId },
        query: { limit },
        signal,
      }),
  });

/** Who of a conversation could get the next message as a text. */
export const textCheckQuery = (conversationId: string, privileged: boolean) =>
  queryOptions({
    queryKey: [noun, 'check', conversationId, privileged],
    queryFn: ({ signal }) =>
      api('GET /api/v1/conversations/:id/text-check', {
        params: { id: conversationId },
        query: { privileged: privileged ? 'true' : 'false' },
        signal,
      }),
  });

/** Does something and reads everything of texts again; what fails is said. True when it was done. */
export function useTextAct(): (work: () => Promise<unknown>) => Promise<boolean> {
  const readAgain = useReadAgain();
  return async (work) => {
    try {
      await work();
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    } finally {
      await readAgain();
    }
  };
}

export function useReadAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [noun] });
}

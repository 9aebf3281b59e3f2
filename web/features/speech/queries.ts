import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type SpeechSettings = Answer<'GET /api/v1/speech-settings'>;
export type InteractionSpeech = Answer<'GET /api/v1/interactions/:id/speech'>;
export type Draft = InteractionSpeech['items'][number];

export const speechSettingsQuery = queryOptions({
  queryKey: ['speech-settings'],
  queryFn: ({ signal }) => api('GET /api/v1/speech-settings', { signal }),
});

export const interactionSpeechQuery = (id: string) =>
  queryOptions({
    queryKey: ['interactions', 'speech', id],
    queryFn: ({ signal }) => api('GET /api/v1/interactions/:id/speech', { params: { id }, signal }),
  });

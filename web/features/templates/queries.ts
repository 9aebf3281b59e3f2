import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type MessageTemplate = Answer<'GET /api/v1/message-templates'>['items'][number];

export const templatesQuery = queryOptions({
  queryKey: ['message_template'],
  queryFn: ({ signal }) => api('GET /api/v1/message-templates', { signal }),
});

export const templateSettingsQuery = queryOptions({
  queryKey: ['template_settings'],
  queryFn: ({ signal }) => api('GET /api/v1/message-template-settings', { signal }),
});

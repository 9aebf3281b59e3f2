import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

export const fileSettingsQuery = queryOptions({
  queryKey: ['file-settings'],
  queryFn: ({ signal }) => api('GET /api/v1/file-settings', { signal }),
});

export const heldUploadsQuery = queryOptions({
  queryKey: ['held-uploads'],
  queryFn: ({ signal }) => api('GET /api/v1/held-uploads', { signal }),
});

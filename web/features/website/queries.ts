import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** The live event `widget.changed` makes everything under this noun stale. */
const noun = 'widgets';
export const everyWidgetKey = [noun];

export const widgetsQuery = queryOptions({
  queryKey: [noun, 'list'],
  queryFn: ({ signal }) => api('GET /api/v1/widgets', { signal }),
});

export function widgetQuery(id: string) {
  return queryOptions({
    queryKey: [noun, 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/widgets/:id', { params: { id }, signal }),
  });
}

/** Who may get its leads. */
export const colleaguesQuery = queryOptions({
  queryKey: ['staff', 'for-website'],
  queryFn: ({ signal }) => api('GET /api/v1/staff', { query: { limit: 200 }, signal }),
});

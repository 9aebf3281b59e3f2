import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Option } from '../matters/firm-lists.ts';

/** Those that one may choose from; of a firm with more than two hundred, the first by name. */
export function useReferrerOptions(): Option[] {
  const { data } = useQuery({
    queryKey: ['insights', 'referrers'],
    queryFn: ({ signal }) => api('GET /api/v1/referrers', { query: { limit: '200' }, signal }),
    staleTime: 300_000,
  });
  return (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

/** Where options can differ: the firm's own record and the practice systems that are logged to. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';

export interface Destination {
  /** 'embedded', or the id of a connection. */
  id: string;
  name: string;
}

/** The firm's own practice record, as the API names it. */
export const ownRecord = 'embedded';

/**
 * The destinations, the firm's own record first; empty where it is the only one, as there is nothing to choose. One that
 * is chosen stays among them, also after it was disconnected.
 */
export function useDestinations(chosen = ''): readonly Destination[] {
  const { t } = useTranslation('options');
  const { data } = useQuery({
    queryKey: ['connections', 'list'],
    queryFn: ({ signal }) => api('GET /api/v1/connections', { signal }),
  });
  const systems = (data?.items ?? []).filter(
    ({ id, logsSince, status }) => id === chosen || (logsSince !== null && status !== 'disconnected'),
  );
  if (systems.length === 0 && chosen !== ownRecord) return [];
  return [{ id: ownRecord, name: t('ownRecord') }, ...systems.map(({ id, name }) => ({ id, name }))];
}

import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useSearchState } from '../../ui/search-state.ts';

/** Whose options these are: the firm's, or those of one practice system that is logged to. Nothing to choose without one. */
export function DestinationChoice({ chosen }: { chosen: string }): ReactNode {
  const { t } = useTranslation('options');
  const id = useId();
  const [, setSearch] = useSearchState();
  const connections = useQuery({
    queryKey: ['connections', 'list'],
    queryFn: ({ signal }) => api('GET /api/v1/connections', { signal }),
  });
  const systems = connections.data?.items.filter(
    (one) => one.id === chosen || (one.logsSince !== null && one.status !== 'disconnected'),
  );
  if (systems === undefined || systems.length === 0) return null;
  return (
    <div className="options__for">
      <label htmlFor={id}>{t('destination')}</label>
      <NativeSelect
        id={id}
        value={chosen}
        data={[
          { value: '', label: t('wholeFirm') },
          ...systems.map(({ id: value, name: label }) => ({ value, label })),
        ]}
        onChange={(event) => setSearch({ for: event.currentTarget.value })}
      />
      {chosen !== '' && <p className="quiet">{t('destinationAbout')}</p>}
    </div>
  );
}

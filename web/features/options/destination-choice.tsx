import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchState } from '../../ui/search-state.ts';
import { useDestinations } from './destinations.ts';

/** Whose options these are: the firm's, or those of one place that is logged to. Nothing to choose while there is only one. */
export function DestinationChoice({ chosen }: { chosen: string }): ReactNode {
  const { t } = useTranslation('options');
  const id = useId();
  const [, setSearch] = useSearchState();
  const places = useDestinations(chosen);
  if (places.length === 0) return null;
  return (
    <div className="options__for">
      <label htmlFor={id}>{t('destination')}</label>
      <NativeSelect
        id={id}
        value={chosen}
        data={[
          { value: '', label: t('wholeFirm') },
          ...places.map(({ id: value, name: label }) => ({ value, label })),
        ]}
        onChange={(event) => setSearch({ for: event.currentTarget.value })}
      />
      {chosen !== '' && <p className="quiet">{t('destinationAbout')}</p>}
    </div>
  );
}

import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Line } from '../conversations/queries.ts';

export type Place = Pick<Line, 'id' | 'title' | 'class' | 'people'>;

/** Which of the matter's conversations with people outside the firm; who is in it says how far it reaches. */
export function PlaceField({ places, ...field }: { places: readonly Place[] } & object): ReactNode {
  const { t } = useTranslation('sharing');
  const labelOf = ({ title, people }: Place) => {
    const names = people
      .filter(({ who }) => who === 'external')
      .map(({ name }) => name)
      .join(', ');
    return names === '' || names === title ? title : `${title} (${names})`;
  };
  return (
    <Select
      label={t('conversation')}
      withAsterisk
      allowDeselect={false}
      data={places.map((place) => ({ value: place.id, label: labelOf(place) }))}
      comboboxProps={{ withinPortal: true }}
      {...field}
    />
  );
}

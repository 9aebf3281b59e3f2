import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { type Choice, ChoiceField, type ChoiceFieldProps } from '../matters/choice-field.tsx';

async function findReferrers(words: string, signal: AbortSignal): Promise<Choice[]> {
  const page = await api('GET /api/v1/referrers', {
    query: { limit: 20, ...(words !== '' && { q: words }) },
    signal,
  });
  return page.items.map(({ id, name, feeWords }) => ({
    value: id,
    label: name,
    ...(feeWords !== null && { hint: feeWords }),
  }));
}

/** The firm's referrers by name, for enquiries and quotes. Archived ones are not offered. Needs the words `referrers`. */
export function ReferrerPicker(props: Omit<ChoiceFieldProps, 'label'> & { label?: string }): ReactNode {
  const { t } = useTranslation('referrers');
  return (
    <ChoiceField
      placeholder={t('typeToFind')}
      {...props}
      label={props.label ?? t('pickReferrer')}
      noun="referrers"
      find={findReferrers}
    />
  );
}

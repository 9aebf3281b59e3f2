import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { Money } from '../../ui/money.tsx';
import { Day } from '../matters/day-words.tsx';
import type { Difference } from './queries.ts';
import { minorUnits } from './written.ts';

/** A value of either side as people read it; null: nothing. What cannot be read stands as it was written. */
export function Value({ text, kind }: { text: string | null; kind: Difference['valueKind'] }): ReactNode {
  const { t } = useTranslation('sync');
  const { currency } = useFirmFormat();
  if (text === null) return <span className="quiet">{t('nothing')}</span>;
  if (kind === 'money') {
    const amount = minorUnits(text);
    return amount === null ? text : <Money amount={amount} currency={currency} />;
  }
  if (kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(text)) return <Day day={text} />;
  if (kind === 'percent') return /^[\d.]+$/.test(text) ? `${Number(text)}%` : text;
  if (kind === 'yes_no') return text === 'true' ? t('yes') : text === 'false' ? t('no') : text;
  return text.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})$/, '$1 $2');
}

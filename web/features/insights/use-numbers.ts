import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import type { Metric } from './asked.ts';
import { daysWords, numberWords } from './number-words.ts';
import { type Definition, definitionsQuery, type Unit } from './queries.ts';

/** A number in the firm's own way of writing. */
export function useNumberWords(): (value: number | null, unit: Unit, exact?: boolean) => string {
  const { t } = useTranslation('insights');
  const { locale, currency } = useFirmFormat();
  const days = (text: string) => t('days', { count: text === '1' ? 1 : 2 }).replace(/^\d+/, text);
  return (value, unit, exact) =>
    numberWords(value, unit, { locale, currency, days, none: t('nothing') }, exact);
}

export function useDays(): (days: { from: string; to: string }) => string {
  const { locale } = useFirmFormat();
  return (days) => daysWords(days, locale);
}

/** What a number is, once it is known. */
export function useDefinition(metric: Metric): Definition | undefined {
  return useQuery(definitionsQuery).data?.items.find((one) => one.metric === metric);
}

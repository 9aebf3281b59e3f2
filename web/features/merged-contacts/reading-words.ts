/** What somebody reads of a conversation, and what would become visible, in words. */
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { plannedMoment } from '../../ui/when.ts';
import type { Becoming, Merged } from './queries.ts';

type Stay = Merged['conversations'][number]['kept'][number];

/** One line for each stay; one line where there is none. */
export function useReadingWords(): (stays: readonly Stay[], now: Date) => string[] {
  const { t } = useTranslation('merged-contacts');
  const zone = useFirmFormat();
  const wordsOf = ({ left, fromSeq: from, toSeq, accessUntil }: Stay, now: Date): string => {
    if (left === 'for_cause') return t('reads_forCause');
    const to = toSeq ?? from;
    if (accessUntil !== null && new Date(accessUntil) <= now)
      return t('reads_over', { from, to, when: plannedMoment(new Date(accessUntil), zone) });
    if (left !== null) return t('reads_range', { from, to });
    return from <= 1 ? t('reads_on') : t('reads_onFrom', { from });
  };
  return (stays, now) =>
    stays.length === 0 ? [t('reads_not')] : [...new Set(stays.map((stay) => wordsOf(stay, now)))];
}

/** "4 messages and 1 file"; null for nothing. */
export function useBecomingWords(): (becoming: Becoming) => string | null {
  const { t } = useTranslation('merged-contacts');
  return ({ messages, files }) => {
    const [a, b] = [
      ...(messages > 0 ? [t('messages', { count: messages })] : []),
      ...(files > 0 ? [t('files', { count: files })] : []),
    ];
    if (a === undefined) return null;
    return b === undefined ? a : t('and', { a, b });
  };
}

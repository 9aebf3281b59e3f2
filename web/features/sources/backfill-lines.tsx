import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { shortDate } from '../../ui/when.ts';
import type { Backfill, listedWords } from './backfill-words.ts';

/** "214 calls, texts and faxes found · 3 already here" */
export function FoundLine(props: { backfill: Backfill; lists: ReturnType<typeof listedWords> }): ReactNode {
  const { t } = useTranslation('backfill');
  const { locale } = useFirmFormat();
  const { found, alreadyHere } = props.backfill;
  return (
    <span className="figures">
      {t(`found_${props.lists}`, { count: found, number: found.toLocaleString(locale) })}
      {alreadyHere > 0 && ` · ${t('known', { number: alreadyHere.toLocaleString(locale) })}`}
    </span>
  );
}

/** "back to 8 February · newest first · started by Olive Owner" */
export function PeriodLine({ backfill }: { backfill: Backfill }): ReactNode {
  const { t } = useTranslation('backfill');
  const zone = useFirmFormat();
  const over = backfill.state === 'done' || backfill.state === 'cancelled';
  const date = shortDate(new Date(over ? backfill.reachedAt : backfill.since), new Date(), zone);
  return [
    t('since', { date }),
    ...(over ? [] : [t('newestFirst')]),
    ...(backfill.startedBy === null ? [] : [t('startedBy', { name: backfill.startedBy })]),
  ].join(' · ');
}

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '../../ui/money.tsx';
import { Day } from '../matters/day-words.tsx';
import { matterAddress } from '../matters/matter-links.ts';
import { isResult, sheetQuery } from './sheet-query.ts';

/** On the matter's overview: the two days and what they come to, once anything of it is known. */
export function CompletionGlance({ matterId }: { matterId: string }): ReactNode {
  const { t } = useTranslation('matters');
  const { data: sheet } = useQuery(sheetQuery(matterId));
  if (!sheet || sheet.version === 0 || sheet.side === null) return null;
  const days = sheet.fields.filter(({ key }) => key === 'exchangeDate' || key === 'completionDate');
  const result = sheet.figures.find(isResult);
  return (
    <section aria-label={t('tabCompletion')}>
      <h2 className="overview__title">
        <Link to={matterAddress(matterId, 'completion')}>{t('tabCompletion')}</Link>
      </h2>
      <dl className="facts">
        {days.map(({ key, label, value }) => [
          <dt key={key}>{label}</dt>,
          <dd key={`${key} day`}>{typeof value === 'string' ? <Day day={value} /> : t('none')}</dd>,
        ])}
        {result && <dt>{result.label}</dt>}
        {result && <dd>{result.amount === null ? t('none') : <Money {...result.amount} />}</dd>}
      </dl>
    </section>
  );
}

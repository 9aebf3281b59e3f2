import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { OwnComputerNote } from '../../ui/own-computer-note.tsx';
import { formatPhone } from '../../ui/phone-format.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import { Warnings } from './health-words.tsx';
import { formOf } from './kinds.ts';
import type { Source } from './source.ts';

/** How it does, in figures; and the address for those who must enter it at the vendor. */
export function SourceOverview({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation('sources');
  const { country, locale } = useFirmFormat();
  const when = (at: string | null) => (at === null ? t('never') : <RelativeTime at={at} />);
  const count = (value: number) => <span className="figures">{value.toLocaleString(locale)}</span>;
  const carried = formOf(source.kind)?.carry !== 'nothing';
  return (
    <div className="source-overview">
      <Warnings source={source} />
      <dl className="facts source-overview__facts">
        <dt>{t('lastEvent')}</dt>
        <dd>{when(source.lastEventAt)}</dd>
        <dt>{t('events')}</dt>
        <dd>{count(source.eventCount)}</dd>
        <dt>{t('ignored')}</dt>
        <dd>{count(source.ignoredCount)}</dd>
        <dt>{t('unreadable')}</dt>
        <dd>{count(source.unreadableCount)}</dd>
        {source.abilities.catchUp && (
          <>
            <dt>{t('lost')}</dt>
            <dd>{count(source.missedCount)}</dd>
            <dt>{t('lastAsked')}</dt>
            <dd>{when(source.polledAt)}</dd>
          </>
        )}
        <dt>{t('ownNumbers')}</dt>
        <dd className="figures source-overview__numbers">
          {source.ownNumbers.length === 0
            ? t('ownNumbersNone')
            : source.ownNumbers.map((number) => formatPhone(number, country)).join(', ')}
        </dd>
        <dt>{t('connectedOn')}</dt>
        <dd>{when(source.createdAt)}</dd>
      </dl>
      {carried && source.hookUrl !== null && (
        <div>
          <CopyField label={t('hookUrl')} value={source.hookUrl} />
          <OwnComputerNote address={source.hookUrl} />
        </div>
      )}
      {source.kind === 'generic' && (
        <Link to={paths.anySystem} search={{ source: source.id }}>
          {t('anyLink')}
        </Link>
      )}
    </div>
  );
}

import { IconClock, IconPhone } from '@tabler/icons-react';
import { lazy, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Minutes } from '../../ui/minutes.tsx';
import { Money } from '../../ui/money.tsx';
import { BillingState } from './billing.tsx';
import { Day } from './day-words.tsx';
import { useMatterId, useOverview } from './matter-queries.ts';
import { type Fee, feeQuery } from './record-queries.ts';
import { RecordTab } from './record-tab.tsx';

const loadPane = () => import('./fee-pane.tsx');
const FeePane = lazy(() => loadPane().then((module) => ({ default: module.FeePane })));
const NewFee = lazy(() => loadPane().then((module) => ({ default: module.NewFee })));

/** Time & Fees: what was worked, billed and earned; a fee that the address names is open beside the list. */
export function Fees(): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <RecordTab
      noun="fees"
      words={{
        list: t('tabFees'),
        one: t('fee'),
        add: t('addFee'),
        empty: t('noFees'),
        emptyBody: t('noFeesBody'),
      }}
      icon={<IconClock size={24} stroke={1.5} />}
      sums={<Sums />}
      fetchPage={(asked) => api('GET /api/v1/matters/:matterId/fees', asked)}
      row={(fee, narrow) => (narrow ? <NarrowFee fee={fee} /> : <FeeRow fee={fee} />)}
      read={feeQuery}
      pane={(fee, open) => <FeePane fee={fee} {...open} />}
      newPane={(made) => <NewFee {...made} />}
    />
  );
}

function Sums(): ReactNode {
  const { t } = useTranslation('matters');
  const overview = useOverview(useMatterId());
  if (!overview) return null;
  return (
    <>
      <span>
        <strong>
          <Minutes minutes={overview.workedMinutes} />
        </strong>{' '}
        {t('worked')}
      </span>
      <span>
        <strong>
          <Minutes minutes={overview.billedMinutes} />
        </strong>{' '}
        {t('charged')}
      </span>
      <span>
        <strong>
          <Money {...overview.billableFees} />
        </strong>{' '}
        {t('inAll')}
      </span>
      <span>
        <strong>
          <Money {...overview.unbilledFees} />
        </strong>{' '}
        {t('notYetBilled')}
      </span>
    </>
  );
}

/** A missed call or a voicemail is kept as a fee without time: it has nothing to bill. */
const hasNothingToBill = (fee: Fee) =>
  fee.workedMinutes === 0 && fee.billedMinutes === 0 && fee.amount.amount === 0;

function FeeRow({ fee }: { fee: Fee }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="record-row record-row--time">
      <span className="record-row__quiet">
        <Day day={fee.date} />
      </span>
      <Subject fee={fee} />
      <span className="record-row__cut record-row__quiet record-row__optional">{fee.staffName}</span>
      {hasNothingToBill(fee) ? (
        <span className="record-row__end record-row__quiet">{t('noTime')}</span>
      ) : (
        <>
          <span className="record-row__end">
            <Minutes minutes={fee.billedMinutes} />
          </span>
          <span className="record-row__end">
            <Money {...fee.amount} />
          </span>
          <span className="record-row__small record-row__optional">
            <BillingState of={fee} />
          </span>
        </>
      )}
    </span>
  );
}

function NarrowFee({ fee }: { fee: Fee }): ReactNode {
  const { t } = useTranslation('matters');
  const nothing = hasNothingToBill(fee);
  return (
    <span className="record-narrow">
      <span className="record-narrow__line">
        <Subject fee={fee} />
        {!nothing && <Money {...fee.amount} />}
      </span>
      <span className="record-narrow__line record-row__small">
        <span className="record-row__cut">
          <Day day={fee.date} />
          {fee.staffName && ` · ${fee.staffName}`}
        </span>
        {nothing ? (
          <span>{t('noTime')}</span>
        ) : (
          <span className="record-narrow__end">
            <Minutes minutes={fee.billedMinutes} /> · <BillingState of={fee} />
          </span>
        )}
      </span>
    </span>
  );
}

function Subject({ fee }: { fee: Fee }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="record-row__subject">
      {fee.logEntryId !== null && <IconPhone size={14} stroke={1.75} aria-label={t('byCallLogging')} />}
      <span>{fee.subject}</span>
    </span>
  );
}

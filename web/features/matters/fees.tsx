import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconClock, IconPhone, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { Money } from '../../ui/money.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { Day } from './day-words.tsx';
import { useMatterId, useOverview } from './matter-queries.ts';
import { Minutes } from './minutes.tsx';
import './record-pane.css';
import { type Fee, feeQuery } from './record-queries.ts';
import { RecordSplit, useChosen } from './record-split.tsx';
import { RemovedSwitch } from './removed-switch.tsx';

const loadPane = () => import('./fee-pane.tsx');
const FeePane = lazy(() => loadPane().then((module) => ({ default: module.FeePane })));
const NewFee = lazy(() => loadPane().then((module) => ({ default: module.NewFee })));

const idOf = (fee: Fee) => fee.id;

/** Time & Fees: what was worked, billed and earned; a fee that the address names is open beside the list. */
export function Fees(): ReactNode {
  const { t } = useTranslation('matters');
  const matterId = useMatterId();
  const [chosen, choose] = useChosen();
  const [search] = useSearchState();
  const removed = search.removed === 'only' ? 'only' : 'no';
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const list = useKeysetList({
    queryKey: ['fees', 'list', matterId, removed],
    fetchPage: (after, signal) =>
      api('GET /api/v1/matters/:matterId/fees', {
        params: { matterId },
        query: { removed, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  useShortcuts([{ keys: 'n', label: t('addFee'), run: () => choose('new') }]);
  return (
    <RecordSplit
      detailLabel={t('fee')}
      onClose={() => choose(undefined)}
      detail={
        chosen === undefined ? null : (
          <Detail key={chosen} id={chosen} onClose={() => choose(undefined)} onMade={choose} />
        )
      }
      list={
        <div className="records">
          <div className="records__bar">
            <Totals matterId={matterId} />
            <div className="records__actions">
              <RemovedSwitch />
              <Button
                size="xs"
                leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
                onClick={() => choose('new')}
              >
                {t('addFee')}
              </Button>
            </div>
          </div>
          <VirtualList
            label={t('tabFees')}
            list={list}
            idOf={idOf}
            row={(fee) => (narrow ? <NarrowFee fee={fee} /> : <FeeRow fee={fee} />)}
            rowHeight={narrow ? 60 : 44}
            activeId={chosen}
            onActive={choose}
            onOpen={choose}
            empty={
              <EmptyState
                icon={<IconClock size={24} stroke={1.5} />}
                title={t(removed === 'only' ? 'noneRemoved' : 'noFees')}
              >
                {removed === 'no' && t('noFeesBody')}
              </EmptyState>
            }
            main
          />
        </div>
      }
    />
  );
}

function Detail(props: { id: string; onClose: () => void; onMade: (id: string) => void }): ReactNode {
  const matterId = useMatterId();
  const { data, error, refetch } = useQuery({ ...feeQuery(props.id), enabled: props.id !== 'new' });
  return (
    <Suspense>
      {props.id === 'new' && <NewFee matterId={matterId} onClose={props.onClose} onMade={props.onMade} />}
      {data && <FeePane fee={data} onClose={props.onClose} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </Suspense>
  );
}

function Totals({ matterId }: { matterId: string }): ReactNode {
  const { t } = useTranslation('matters');
  const overview = useOverview(matterId);
  if (!overview) return <p className="records__totals" aria-hidden />;
  return (
    <p className="records__totals">
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
        </strong>
      </span>
      <span>
        <Money {...overview.unbilledFees} /> {t('notYetBilled')}
      </span>
    </p>
  );
}

function FeeRow({ fee }: { fee: Fee }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="record-row record-row--time">
      <span className="record-row__quiet">
        <Day day={fee.date} />
      </span>
      <Subject fee={fee} />
      <span className="record-row__cut record-row__quiet record-row__optional">{fee.staffName}</span>
      <span className="record-row__end">
        <Minutes minutes={fee.billedMinutes} />
      </span>
      <span className="record-row__end">
        <Money {...fee.amount} />
      </span>
      <span className="record-row__small record-row__optional">{t(billingWord(fee))}</span>
    </span>
  );
}

function NarrowFee({ fee }: { fee: Fee }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="record-narrow">
      <span className="record-narrow__line">
        <Subject fee={fee} />
        <Money {...fee.amount} />
      </span>
      <span className="record-narrow__line record-row__small">
        <span className="record-row__cut">
          <Day day={fee.date} /> · {fee.staffName}
        </span>
        <span>
          <Minutes minutes={fee.billedMinutes} /> · {t(billingWord(fee))}
        </span>
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

export function billingWord(
  record: Pick<Fee, 'billable' | 'billedAt'>,
): 'billed' | 'billable' | 'notBillable' {
  if (record.billedAt !== null) return 'billed';
  return record.billable ? 'billable' : 'notBillable';
}

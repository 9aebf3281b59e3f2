import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus, IconReceipt } from '@tabler/icons-react';
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
import { billingWord } from './fees.tsx';
import { useMatterId, useOverview } from './matter-queries.ts';
import './record-pane.css';
import { type CostRecovery, costQuery } from './record-queries.ts';
import { RecordSplit, useChosen } from './record-split.tsx';
import { RemovedSwitch } from './removed-switch.tsx';

const loadPane = () => import('./cost-pane.tsx');
const CostPane = lazy(() => loadPane().then((module) => ({ default: module.CostPane })));
const NewCost = lazy(() => loadPane().then((module) => ({ default: module.NewCost })));

const idOf = (cost: CostRecovery) => cost.id;

/** Cost recoveries: what was spent for the client, and what of it is not billed yet. */
export function Costs(): ReactNode {
  const { t } = useTranslation('matters');
  const matterId = useMatterId();
  const overview = useOverview(matterId);
  const [chosen, choose] = useChosen();
  const [search] = useSearchState();
  const removed = search.removed === 'only' ? 'only' : 'no';
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const list = useKeysetList({
    queryKey: ['cost-recoveries', 'list', matterId, removed],
    fetchPage: (after, signal) =>
      api('GET /api/v1/matters/:matterId/cost-recoveries', {
        params: { matterId },
        query: { removed, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  useShortcuts([{ keys: 'n', label: t('addCost'), run: () => choose('new') }]);
  return (
    <RecordSplit
      detailLabel={t('cost')}
      onClose={() => choose(undefined)}
      detail={
        chosen === undefined ? null : (
          <Detail key={chosen} id={chosen} onClose={() => choose(undefined)} onMade={choose} />
        )
      }
      list={
        <div className="records">
          <div className="records__bar">
            <p className="records__totals">
              {overview && (
                <span>
                  <strong>
                    <Money {...overview.unbilledCostRecoveries} />
                  </strong>{' '}
                  {t('notYetBilled')}
                </span>
              )}
            </p>
            <div className="records__actions">
              <RemovedSwitch />
              <Button
                size="xs"
                leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
                onClick={() => choose('new')}
              >
                {t('addCost')}
              </Button>
            </div>
          </div>
          <VirtualList
            label={t('tabCosts')}
            list={list}
            idOf={idOf}
            row={(cost) => (narrow ? <NarrowCost cost={cost} /> : <CostRow cost={cost} />)}
            rowHeight={narrow ? 60 : 44}
            activeId={chosen}
            onActive={choose}
            onOpen={choose}
            empty={
              <EmptyState
                icon={<IconReceipt size={24} stroke={1.5} />}
                title={t(removed === 'only' ? 'noneRemoved' : 'noCosts')}
              >
                {removed === 'no' && t('noCostsBody')}
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
  const { data, error, refetch } = useQuery({ ...costQuery(props.id), enabled: props.id !== 'new' });
  return (
    <Suspense>
      {props.id === 'new' && <NewCost matterId={matterId} onClose={props.onClose} onMade={props.onMade} />}
      {data && <CostPane cost={data} onClose={props.onClose} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </Suspense>
  );
}

function CostRow({ cost }: { cost: CostRecovery }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="record-row record-row--cost">
      <span className="record-row__quiet">
        <Day day={cost.date} />
      </span>
      <span className="record-row__cut">{cost.subject}</span>
      <span className="record-row__cut record-row__quiet record-row__optional">{cost.staffName}</span>
      <span className="record-row__end">
        <Money {...cost.amount} />
      </span>
      <span className="record-row__small record-row__optional">{t(billingWord(cost))}</span>
    </span>
  );
}

function NarrowCost({ cost }: { cost: CostRecovery }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="record-narrow">
      <span className="record-narrow__line">
        <span className="record-row__cut">{cost.subject}</span>
        <Money {...cost.amount} />
      </span>
      <span className="record-narrow__line record-row__small">
        <span className="record-row__cut">
          <Day day={cost.date} /> · {cost.staffName}
        </span>
        <span>{t(billingWord(cost))}</span>
      </span>
    </span>
  );
}

import { IconReceipt } from '@tabler/icons-react';
import { lazy, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Money } from '../../ui/money.tsx';
import { BillingState } from './billing.tsx';
import { Day } from './day-words.tsx';
import { useMatterId, useOverview } from './matter-queries.ts';
import { type CostRecovery, costQuery } from './record-queries.ts';
import { RecordTab } from './record-tab.tsx';

const loadPane = () => import('./cost-pane.tsx');
const CostPane = lazy(() => loadPane().then((module) => ({ default: module.CostPane })));
const NewCost = lazy(() => loadPane().then((module) => ({ default: module.NewCost })));

/** Cost recoveries: what was spent for the client, and what of it is not billed yet. */
export function Costs(): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <RecordTab
      noun="cost-recoveries"
      words={{
        list: t('tabCosts'),
        one: t('cost'),
        add: t('addCost'),
        empty: t('noCosts'),
        emptyBody: t('noCostsBody'),
      }}
      icon={<IconReceipt size={24} stroke={1.5} />}
      sums={<Sum />}
      fetchPage={(asked) => api('GET /api/v1/matters/:matterId/cost-recoveries', asked)}
      row={(cost, narrow) => (narrow ? <NarrowCost cost={cost} /> : <CostRow cost={cost} />)}
      read={costQuery}
      pane={(cost, open) => <CostPane cost={cost} {...open} />}
      newPane={(made) => <NewCost {...made} />}
    />
  );
}

function Sum(): ReactNode {
  const { t } = useTranslation('matters');
  const overview = useOverview(useMatterId());
  if (!overview) return null;
  return (
    <span>
      <strong>
        <Money {...overview.unbilledCostRecoveries} />
      </strong>{' '}
      {t('notYetBilled')}
    </span>
  );
}

function CostRow({ cost }: { cost: CostRecovery }): ReactNode {
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
      <span className="record-row__small record-row__optional">
        <BillingState of={cost} />
      </span>
    </span>
  );
}

function NarrowCost({ cost }: { cost: CostRecovery }): ReactNode {
  return (
    <span className="record-narrow">
      <span className="record-narrow__line">
        <span className="record-row__cut">{cost.subject}</span>
        <Money {...cost.amount} />
      </span>
      <span className="record-narrow__line record-row__small">
        <span className="record-row__cut">
          <Day day={cost.date} />
          {cost.staffName && ` · ${cost.staffName}`}
        </span>
        <span className="record-narrow__end">
          <BillingState of={cost} />
        </span>
      </span>
    </span>
  );
}

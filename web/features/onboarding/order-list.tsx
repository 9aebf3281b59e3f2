import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '../../ui/money.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { PaperList } from './paper-list.tsx';
import type { Order, Workspace } from './queries.ts';
import { orderLooks } from './states.ts';

/** Searches and other orders, with what they cost and whether that stands on the matter. */
export function OrderList({ workspace }: { workspace: Workspace }): ReactNode {
  const { t } = useTranslation('onboarding');
  const { orders } = workspace;
  if (orders.length === 0) return null;
  return (
    <>
      <h3 className="onboarding__title">{t('orders')}</h3>
      <ul className="onboarding__rows">
        {orders.map((order) => (
          <OrderRow key={order.id} order={order} workspace={workspace} />
        ))}
      </ul>
    </>
  );
}

function OrderRow({ order, workspace }: { order: Order; workspace: Workspace }): ReactNode {
  const { t } = useTranslation('onboarding');
  const { product, status, orderedAt, returnedAt } = order;
  return (
    <li className="onboarding__row">
      <div className="onboarding__what">
        <span className="onboarding__name">{product}</span>
        <span className="quiet">
          {orderedAt !== null && (
            <>
              {t('ordered')} <RelativeTime at={orderedAt} />
            </>
          )}
          {returnedAt !== null && (
            <>
              {' · '}
              {t('returned')} <RelativeTime at={returnedAt} />
            </>
          )}
        </span>
        <PaperList papers={order.documents} matterId={workspace.matterId} label={workspace.label} />
      </div>
      <div className="onboarding__standing">
        <StateBadge state={orderLooks[status]}>{t(`order_${status}`)}</StateBadge>
      </div>
      <div className="onboarding__do">
        <Price order={order} matterId={workspace.matterId} />
      </div>
    </li>
  );
}

function Price({ order: { price, cost }, matterId }: { order: Order; matterId: string | null }): ReactNode {
  const { t } = useTranslation('onboarding');
  if (price === null) return <span className="quiet">{t('noPrice')}</span>;
  const { net, vat, gross, currency } = price;
  return (
    <div className="onboarding__price">
      <strong>
        <Money amount={gross} currency={currency} />
      </strong>
      <span className="quiet">
        <Money amount={net} currency={currency} /> + <Money amount={vat} currency={currency} /> {t('vat')}
      </span>
      {cost?.costRecoveryId && matterId !== null && (
        <Link to={`/matters/${matterId}/costs`} hash={cost.costRecoveryId}>
          {t('costMade')}
        </Link>
      )}
      {cost?.sent && <span className="quiet">{t('costSent')}</span>}
      {cost?.skipped && <span className="quiet">{t(`cost_${cost.skipped}`)}</span>}
    </div>
  );
}

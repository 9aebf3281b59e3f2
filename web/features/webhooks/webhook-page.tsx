import { IconWebhook } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListDetail } from '../../ui/list-detail.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { FilterChip } from '../settings/filter-chip.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { DeliveryDetail } from './delivery-detail.tsx';
import { type Delivery, type Endpoint, stateOf } from './endpoint.ts';
import { deliveriesKey, endpointQuery } from './queries.ts';
import { WebhookActions } from './webhook-actions.tsx';
import './webhooks.css';
import { Counts, HealthBadge, Trouble } from './webhooks-page.tsx';

/** One endpoint: how it does, and every delivery of the last 30 days. */
export function WebhookPage(): ReactNode {
  const { t } = useTranslation('webhooks');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const query = useQuery(endpointQuery(id));
  const endpoint = query.data;
  if (!endpoint)
    return (
      <SettingsPage title={t('title')} roles={['owner', 'administrator']}>
        {query.isError ? (
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <ProgressLine label={t('title')} />
        )}
      </SettingsPage>
    );
  const title = endpoint.description === '' ? new URL(endpoint.url).host : endpoint.description;
  return (
    <SettingsPage
      title={title}
      under={[{ to: paths.webhooks, label: t('title') }]}
      roles={['owner', 'administrator']}
      subtitle={<Head endpoint={endpoint} />}
      actions={<WebhookActions endpoint={endpoint} />}
      above={<Above endpoint={endpoint} />}
      fill
    >
      <DeliveryLog endpoint={endpoint} />
    </SettingsPage>
  );
}

function Head({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { t } = useTranslation('webhooks');
  return (
    <span className="webhook-head">
      <HealthBadge endpoint={endpoint} />
      {endpoint.includeRestricted && <StateBadge state="private">{t('restrictedYes')}</StateBadge>}
      <span className="webhook-head__url">{endpoint.url}</span>
      <Counts endpoint={endpoint} />
    </span>
  );
}

const states = ['waiting', 'delivered', 'failed', 'withheld'] as const;

function Above({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { t } = useTranslation('webhooks');
  const [search, setSearch] = useSearchState();
  return (
    <div className="webhook-above">
      <Trouble endpoint={endpoint} />
      {endpoint.previousSecretUntil !== null && (
        <span className="quiet">
          {t('bothUntil')} <RelativeTime at={endpoint.previousSecretUntil} />
        </span>
      )}
      <div className="settings-actions">
        <FilterChip
          label={t('state')}
          any={t('anyState')}
          value={search.state}
          options={states.map((value) => ({ value, label: t(`state_${value}`) }))}
          onChange={(state) => setSearch({ state, selected: undefined })}
        />
      </div>
    </div>
  );
}

/** A delivery is no live event, a busy endpoint would make too many: the list follows the endpoint's counts. */
function useFreshLog({ id, waiting, failed, lastSuccessAt, lastFailureAt }: Endpoint): void {
  const client = useQueryClient();
  const seen = useRef('');
  const now = [waiting, failed, lastSuccessAt, lastFailureAt].join(' ');
  useEffect(() => {
    if (seen.current !== '' && seen.current !== now)
      void client.invalidateQueries({ queryKey: deliveriesKey(id) });
    seen.current = now;
  }, [client, id, now]);
}

function DeliveryLog({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { id } = endpoint;
  useFreshLog(endpoint);
  const { t } = useTranslation('webhooks');
  const [search, setSearch] = useSearchState();
  const state = states.find((one) => one === search.state);
  const list = useKeysetList({
    queryKey: [...deliveriesKey(id), state ?? ''],
    fetchPage: (after, signal) =>
      api('GET /api/v1/webhook-endpoints/:id/deliveries', {
        params: { id },
        query: { state, after, limit: 50 },
        signal,
      }),
  });
  return (
    <ListDetail
      list={
        <VirtualList
          label={t('log')}
          list={list}
          main
          idOf={(delivery) => delivery.id}
          rowHeight={60}
          row={(delivery) => <DeliveryRow delivery={delivery} />}
          activeId={search.selected}
          onActive={(selected) => setSearch({ selected })}
          onOpen={(selected) => setSearch({ selected }, { push: true })}
          empty={
            <EmptyState
              icon={<IconWebhook size={24} stroke={1.5} />}
              title={t(state ? 'logNone' : 'logEmpty')}
            >
              {t(state ? 'logNoneBody' : 'logEmptyBody')}
            </EmptyState>
          }
        />
      }
      detail={
        search.selected ? (
          <DeliveryDetail key={search.selected} endpointId={id} deliveryId={search.selected} />
        ) : null
      }
      detailLabel={t('delivery')}
      placeholder={<EmptyState title={t('choose')}>{t('chooseBody')}</EmptyState>}
      onClose={() => setSearch({ selected: undefined })}
    />
  );
}

function DeliveryRow({ delivery }: { delivery: Delivery }): ReactNode {
  const { t } = useTranslation('webhooks');
  const { state, words } = stateOf(delivery);
  return (
    <>
      <span className="delivery-row">
        <span className="delivery-row__type">{delivery.type}</span>
        <span className="delivery-row__about">{delivery.error ?? delivery.statusCode ?? ' '}</span>
      </span>
      <span className="delivery-row__end">
        <StateBadge state={state} look="plain">
          {t(words)}
        </StateBadge>
        <span className="delivery-row__about">
          <RelativeTime at={delivery.createdAt} />
        </span>
      </span>
    </>
  );
}

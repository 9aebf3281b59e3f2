import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useMayDo } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Money } from '../../ui/money.tsx';
import { formatMoney } from '../../ui/money-format.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { type State, StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { addDays } from '../matters/day.ts';
import { Day, useToday } from '../matters/day-words.tsx';
import {
  noun,
  type Period,
  type Referral,
  type ReferralState,
  type Referrer,
  statementQuery,
} from './queries.ts';

/** Whom the referrer sent, what became of each, and what is owed for a period. */
export function Ledger({ referrer }: { referrer: Referrer }): ReactNode {
  const { t } = useTranslation('referrers');
  const period = usePeriod();
  const list = useKeysetList({
    queryKey: [noun, 'ledger', referrer.id],
    fetchPage: (after, signal) =>
      api('GET /api/v1/referrers/:id/ledger', {
        params: { id: referrer.id },
        query: after === undefined ? {} : { after },
        signal,
      }),
  });
  return (
    <section aria-label={t('ledger')}>
      <h2 className="referrer__title">{t('ledger')}</h2>
      {list.error && <ProblemAlert error={list.error} onRetry={list.retry} />}
      {list.state === 'ready' && list.items.length === 0 && (
        <p className="quiet">
          {t('ledgerNone')}. {t('ledgerNoneBody')}
        </p>
      )}
      {list.items.length > 0 && (
        <>
          <Statement referrer={referrer} period={period} />
          <Table referrer={referrer} items={list.items} />
        </>
      )}
      {list.hasMore && (
        <Button size="compact-sm" variant="default" loading={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}

/** The last three months unless the address says another. */
function usePeriod(): Period {
  const today = useToday();
  const [search] = useSearchState();
  const isDay = (text: string | undefined): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? '');
  return {
    from: isDay(search.from) ? search.from : addDays(today, -91),
    to: isDay(search.to) ? search.to : today,
    by: search.by === 'due' ? 'due' : 'referred',
  };
}

function Statement({ referrer, period }: { referrer: Referrer; period: Period }): ReactNode {
  const { t } = useTranslation('referrers');
  const { locale } = useFirmFormat();
  const [, setSearch] = useSearchState();
  const { data } = useQuery(statementQuery(referrer.id, period));
  const unknown = data?.totals.reduce((sum, one) => sum + one.unknown, 0) ?? 0;
  const query = new URLSearchParams(period).toString();
  return (
    <div className="statement">
      <div className="statement__period">
        <TextInput
          type="date"
          size="xs"
          label={t('periodFrom')}
          value={period.from}
          onChange={({ currentTarget }) => setSearch({ from: currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          size="xs"
          label={t('periodTo')}
          value={period.to}
          onChange={({ currentTarget }) => setSearch({ to: currentTarget.value || undefined })}
        />
        <NativeSelect
          size="xs"
          label={t('by')}
          value={period.by}
          data={(['referred', 'due'] as const).map((value) => ({ value, label: t(`by_${value}`) }))}
          onChange={({ currentTarget }) =>
            setSearch({ by: currentTarget.value === 'due' ? 'due' : undefined })
          }
        />
        <Button
          component="a"
          size="xs"
          variant="default"
          href={`/api/v1/referrers/${referrer.id}/statement.csv?${query}`}
          download
          leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
        >
          {t('csv')}
        </Button>
      </div>
      {data && (
        <ul className="statement__totals">
          {data.totals
            .filter(({ count }) => count > 0)
            .map(({ state, count, gross }) => (
              <li key={state}>
                <ReferralBadge state={state} /> {count}
                {gross.amount > 0 && (
                  <>
                    {' · '}
                    <Money {...gross} />
                  </>
                )}
              </li>
            ))}
          {unknown > 0 && <li className="quiet">{t('unknownFees', { count: unknown })}</li>}
          {data.owed.amount > 0 && (
            <li className="statement__owed">
              {t('toPay', { amount: formatMoney(data.owed.amount, data.owed.currency, locale) })}
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

const looks: Readonly<Record<ReferralState, State>> = {
  referred: 'waiting',
  in_progress: 'working',
  lost: 'skipped',
  payment_due: 'needsPerson',
  invoiced: 'held',
  paid: 'logged',
};

function ReferralBadge({ state }: { state: ReferralState }): ReactNode {
  const { t } = useTranslation('referrers');
  return (
    <StateBadge state={looks[state]} look="plain">
      {t(`state_${state}`)}
    </StateBadge>
  );
}

function Table({ referrer, items }: { referrer: Referrer; items: readonly Referral[] }): ReactNode {
  const { t } = useTranslation('referrers');
  return (
    <div className="ledger">
      <table className="ledger__table">
        <thead>
          <tr>
            <th scope="col">{t('client')}</th>
            <th scope="col">{t('referredOn')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col" className="ledger__fee">
              {t('feeColumn')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((referral) => (
            <Row key={referral.id} referrer={referrer} referral={referral} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ referrer, referral }: { referrer: Referrer; referral: Referral }): ReactNode {
  const { t } = useTranslation('referrers');
  const { locale } = useFirmFormat();
  const { clients, lead, fee, vat, userName, branchName } = referral;
  const by = [userName, branchName].filter((part) => part !== null).join(', ');
  return (
    <tr>
      <td>
        <span className="ledger__client">{clients.join(', ') || t('noClient')}</span>
        <span className="quiet">{[lead?.title, by].filter((part) => part).join(' · ')}</span>
      </td>
      <td>
        <Day day={referral.referredOn} />
      </td>
      <td>
        <Mover referrer={referrer} referral={referral} />
      </td>
      <td className="ledger__fee" title={referral.feeWhy}>
        {fee === null ? <span className="quiet">{t('notKnown')}</span> : <Money {...fee} />}
        {vat !== null && vat.amount > 0 && (
          <span className="quiet">
            {t('withVat', { vat: formatMoney(vat.amount, vat.currency, locale) })}
          </span>
        )}
      </td>
    </tr>
  );
}

/** The state; for administrators a menu of where it may go. */
function Mover({ referrer, referral }: { referrer: Referrer; referral: Referral }): ReactNode {
  const { t } = useTranslation('referrers');
  const client = useQueryClient();
  const mayMove = useMayDo('owner', 'administrator');
  const { state, version } = referral;
  const name = referral.clients.join(', ') || t('noClient');
  const params = { id: referrer.id, referralId: referral.id };
  const fresh = () => client.invalidateQueries({ queryKey: [noun] });
  async function move(to: ReferralState): Promise<void> {
    try {
      await api('PATCH /api/v1/referrers/:id/ledger/:referralId', { params, body: { state: to, version } });
      await fresh();
      showDone(t('moved', { client: name, state: t(`state_${to}`) }));
    } catch (error) {
      showProblem(error);
    }
  }
  if (!mayMove) return <ReferralBadge state={state} />;
  return (
    <MenuButton
      className="ledger__state"
      label={`${t(`state_${state}`)}. ${t('moveTo', { client: name })}`}
      entries={referral.mayMoveTo.map((to) => ({
        kind: 'item',
        label: t(`state_${to}`),
        onChoose: () => void move(to),
      }))}
    >
      <ReferralBadge state={state} />
      <IconChevronDown size={14} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}

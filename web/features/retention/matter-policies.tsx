import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { matterAddress } from '../matters/matter-links.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import './retention.css';

type Policy = Answer<'GET /api/v1/retention/matters'>['items'][number];
type Due = Answer<'GET /api/v1/retention/matters/due'>['items'][number];

const queryKey = ['retention', 'matters'];
const offered: readonly number[] = [1, 2, 3, 5, 6, 7, 10, 12, 15, 20, 30, 50];

/** How long matters are kept, by their type, and which have had their time. */
export function MatterPolicies(): ReactNode {
  const { t } = useTranslation('retention');
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api('GET /api/v1/retention/matters', { signal }),
  });
  return (
    <>
      <SettingsBlock title={t('matters')} about={t('mattersAbout')}>
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} dense />}
        {data && (
          <table className="retention__types">
            <thead>
              <tr>
                <th scope="col">{t('matterType')}</th>
                <th scope="col">{t('keptAfter')}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((policy) => (
                <PolicyRow key={policy.matterTypeId ?? ''} policy={policy} />
              ))}
            </tbody>
          </table>
        )}
      </SettingsBlock>
      <DueMatters />
    </>
  );
}

function PolicyRow({ policy }: { policy: Policy }): ReactNode {
  const { t } = useTranslation('retention');
  const client = useQueryClient();
  const [wanted, setWanted] = useState<number | null>();
  const { matterTypeId, years: kept } = policy;
  const name = matterTypeId === null ? t('noType') : policy.name;
  const years = wanted === undefined ? kept : wanted;
  const all =
    years === null || offered.includes(years) ? offered : [...offered, years].toSorted((a, b) => a - b);
  async function write(value: number | null): Promise<void> {
    await api('PUT /api/v1/retention/matters', { body: { matterTypeId, years: value } });
    await client.invalidateQueries({ queryKey });
  }
  async function choose(value: number | null): Promise<void> {
    setWanted(value);
    try {
      await write(value);
      showDone(t('matterKept', { name }), () => write(kept));
    } catch (error) {
      showProblem(error);
    } finally {
      setWanted(undefined);
    }
  }
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <NativeSelect
          aria-label={t('keptAfterOf', { name })}
          value={String(years)}
          data={[
            { value: 'null', label: t('forEver') },
            ...all.map((count) => ({ value: String(count), label: t('years', { count }) })),
          ]}
          onChange={({ currentTarget }) =>
            void choose(currentTarget.value === 'null' ? null : Number(currentTarget.value))
          }
        />
      </td>
    </tr>
  );
}

function DueMatters(): ReactNode {
  const { t } = useTranslation('retention');
  const list = useKeysetList({
    queryKey: [...queryKey, 'due'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/retention/matters/due', { query: { limit: 50, ...(after && { after }) }, signal }),
  });
  return (
    <SettingsBlock title={t('dueMatters')} about={t('dueMattersAbout')}>
      {list.error && <ProblemAlert error={list.error} onRetry={list.retry} dense />}
      {list.items.length === 0 && !list.error && <p className="quiet">{t('noDueMatters')}</p>}
      {list.items.length > 0 && (
        <ul className="settings-rows" aria-label={t('dueMatters')}>
          {list.items.map((matter) => (
            <DueRow key={matter.id} matter={matter} />
          ))}
        </ul>
      )}
      {list.hasMore && (
        <Button variant="default" loading={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
      <div className="settings-actions">
        <Button variant="default" component={Link} to={paths.purges}>
          {t('purgeMatters')}
        </Button>
      </div>
    </SettingsBlock>
  );
}

function DueRow({ matter }: { matter: Due }): ReactNode {
  const { t } = useTranslation('retention');
  const { locale } = useFirmFormat();
  // A day has no zone.
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const day = (on: string) => format.format(new Date(on));
  const about = [
    t('closedOn', { day: day(matter.closedOn) }),
    t('dueSince', { day: day(matter.dueOn) }),
    ...(matter.held ? [t('staysHeld')] : []),
  ];
  return (
    <li>
      <span className="settings-rows__words">
        <Link to={matterAddress(matter.id)} className="settings-rows__name">
          {`${matter.number} ${matter.title}`}
        </Link>
        <span className="retention__about settings-rows__about">{about.join(' · ')}</span>
      </span>
    </li>
  );
}

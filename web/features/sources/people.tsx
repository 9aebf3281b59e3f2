import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMayDo } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatPhone } from '../../ui/phone-format.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { useStaffChoices } from '../activity/queries.ts';
import { sourceUsersQuery } from './queries.ts';
import type { Source, SourceUser } from './source.ts';

/** Which member of staff each person of the phone system is. */
export function People({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation('sources');
  const query = useQuery(sourceUsersQuery(source.id));
  if (!source.abilities.users) return <p className="quiet">{t('peopleNotOffered')}</p>;
  if (query.isError) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const all = query.data?.items ?? [];
  const users = all.filter(({ type }) => type === 'user');
  const groups = all.filter(({ type }) => type === 'group');
  if (query.isSuccess && all.length === 0) return <p className="quiet">{t('peopleNone')}</p>;
  const unknown = users.filter(
    (user) => user.active && (user.staffId ?? user.suggestedStaffId) === null,
  ).length;
  return (
    <div className="people">
      <div className="people__head">
        <p className="quiet">{t('peopleAbout')}</p>
        {users.length > 0 && (
          <StateBadge state={unknown > 0 ? 'needsPerson' : 'logged'}>
            {unknown > 0 ? t('peopleUnknown', { count: unknown }) : t('peopleAllKnown')}
          </StateBadge>
        )}
      </div>
      <ul className="people__list">
        {users.map((user) => (
          <li key={user.providerUserId} className="people__row">
            <Who user={user} />
            <StaffSelect sourceId={source.id} user={user} />
          </li>
        ))}
      </ul>
      {groups.length > 0 && (
        <>
          <h2 className="people__groups">{t('peopleGroups')}</h2>
          <p className="quiet">
            {t('peopleGroupsAbout')} {groups.map(({ name }) => name).join(' · ')}
          </p>
        </>
      )}
    </div>
  );
}

function Who({ user }: { user: SourceUser }): ReactNode {
  const { t } = useTranslation('sources');
  const { country } = useFirmFormat();
  const about = [
    user.active ? null : t('peopleInactive'),
    user.extension === null ? null : t('peopleExtension', { extension: user.extension }),
    user.email,
    ...user.numbers.map((number) => formatPhone(number, country)),
  ].filter((part) => part !== null);
  return (
    <span className="people__who">
      <span className="people__name">{user.name}</span>
      <span className="quiet figures people__about">{about.join(' · ')}</span>
    </span>
  );
}

/** The recognised person stands chosen; choosing another says so for good, choosing the first goes back. */
function StaffSelect({ sourceId, user }: { sourceId: string; user: SourceUser }): ReactNode {
  const { t } = useTranslation('sources');
  const client = useQueryClient();
  const mayMap = useMayDo('owner', 'administrator');
  const staff = useStaffChoices();
  const nameOf = (id: string | null) => staff.find(({ value }) => value === id)?.label;
  const recognised = nameOf(user.staffId === null ? user.suggestedStaffId : null);

  async function map(staffId: string | null): Promise<void> {
    const { queryKey } = sourceUsersQuery(sourceId);
    const put = (changed: SourceUser) =>
      client.setQueryData(
        queryKey,
        (list) =>
          list && {
            ...list,
            items: list.items.map((one) => (one.providerUserId === changed.providerUserId ? changed : one)),
          },
      );
    put({ ...user, staffId });
    try {
      put(
        await api('PUT /api/v1/sources/:id/users/:providerUserId', {
          params: { id: sourceId, providerUserId: user.providerUserId },
          body: { staffId },
        }),
      );
    } catch (error) {
      put(user);
      throw error;
    }
  }
  function choose(staffId: string | null): void {
    const name = nameOf(staffId);
    const said =
      name === undefined
        ? t('peopleSavedNobody', { user: user.name })
        : t('peopleSaved', { user: user.name, staff: name });
    map(staffId).then(() => showDone(said, () => map(user.staffId)), showProblem);
  }
  return (
    <NativeSelect
      className="people__select"
      aria-label={t('peopleFor', { name: user.name })}
      disabled={!mayMap}
      value={user.staffId ?? ''}
      data={[
        {
          value: '',
          label: recognised === undefined ? t('peopleNobody') : t('peopleRecognised', { name: recognised }),
        },
        ...staff,
      ]}
      onChange={(event) => choose(event.currentTarget.value || null)}
    />
  );
}

import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { useStaffChoices } from '../activity/queries.ts';
import type { Connection, ConnectionPerson } from './connection.ts';
import { connectionPeopleQuery } from './queries.ts';

/** Which of the firm's staff each of their people is. */
export function People({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const query = useQuery(connectionPeopleQuery(connection.id));
  if (query.isError) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const people = query.data?.items ?? [];
  if (query.isSuccess && people.length === 0) return <p className="quiet">{t('peopleNone')}</p>;
  return (
    <div className="connection-people">
      <p className="quiet">{t('peopleAbout')}</p>
      <ul className="connection-people__list">
        {people.map((person) => (
          <li key={person.externalId}>
            <span className="connection-people__who">
              <span className="connection-people__name">{person.name}</span>
              {person.email !== null && <span className="quiet">{person.email}</span>}
            </span>
            <StaffSelect connectionId={connection.id} person={person} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function StaffSelect({
  connectionId,
  person,
}: {
  connectionId: string;
  person: ConnectionPerson;
}): ReactNode {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const staff = useStaffChoices();
  const nameOf = (id: string | null) => staff.find(({ value }) => value === id)?.label;
  const suggested = nameOf(person.suggestedStaffId);

  async function map(staffId: string): Promise<void> {
    const { queryKey } = connectionPeopleQuery(connectionId);
    const changed = await api('PUT /api/v1/connections/:id/people/:externalId', {
      params: { id: connectionId, externalId: person.externalId },
      body: { staffId },
    });
    client.setQueryData(
      queryKey,
      (list) =>
        list && {
          ...list,
          items: list.items.map((one) => (one.externalId === person.externalId ? changed : one)),
        },
    );
  }
  function choose(staffId: string): void {
    const said = t('peopleSaved', { person: person.name, staff: nameOf(staffId) ?? '' });
    map(staffId).then(() => showDone(said, () => map(person.staffId)), showProblem);
  }
  const known = staff.some(({ value }) => value === person.staffId);
  return (
    <span className="connection-people__choice">
      <NativeSelect
        aria-label={t('peopleFor', { name: person.name })}
        value={person.staffId}
        data={known ? [...staff] : [{ value: person.staffId, label: person.name }, ...staff]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {suggested !== undefined && person.suggestedStaffId !== null && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => person.suggestedStaffId !== null && choose(person.suggestedStaffId)}
        >
          {t('peopleTake', { name: suggested })}
        </Button>
      )}
    </span>
  );
}

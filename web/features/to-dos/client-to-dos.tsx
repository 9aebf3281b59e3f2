import { ActionIcon, Button } from '@mantine/core';
import { IconCheck, IconCircle, IconPlus, IconX } from '@tabler/icons-react';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { Day } from '../matters/day-words.tsx';
import './client-to-dos.css';

const AskDialog = lazy(() => import('./ask-dialog.tsx').then((module) => ({ default: module.AskDialog })));

export type ToDo = Answer<'GET /api/v1/matters/:matterId/to-dos'>['items'][number];

/** The live event `to_do.changed` makes everything under this noun stale. */
export const noun = 'to-dos';

const toDosQuery = (matterId: string) =>
  queryOptions({
    queryKey: [noun, 'matter', matterId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/matters/:matterId/to-dos', { params: { matterId }, query: { limit: 100 }, signal }),
  });

const peopleQuery = (matterId: string) =>
  queryOptions({
    queryKey: [noun, 'people', matterId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/matters/:matterId/to-do-people', { params: { matterId }, signal }),
  });

/** What the clients of a matter have to do in the portal; nothing at all where nobody comes to it. */
export function ClientToDos({ matterId }: { matterId: string }): ReactNode {
  const { t } = useTranslation('to-dos');
  const [asking, setAsking] = useState(false);
  const people = useQuery(peopleQuery(matterId)).data?.items ?? [];
  const items = useQuery(toDosQuery(matterId)).data?.items ?? [];
  if (people.length === 0 && items.length === 0) return null;
  const open = items.filter(({ state }) => state === 'open');
  const done = items.filter(({ state }) => state === 'done');
  return (
    <section aria-label={t('title')}>
      <div className="overview__head">
        <h2 className="overview__title">{t('title')}</h2>
        {people.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t('ask')}
          </Button>
        )}
      </div>
      {open.length === 0 && <p className="quiet">{t('nothing')}</p>}
      <ToDoList toDos={open} />
      {done.length > 0 && (
        <details className="client-to-dos__done">
          <summary>{t('done', { count: done.length })}</summary>
          <ToDoList toDos={done} />
        </details>
      )}
      <Suspense>
        {asking && <AskDialog matterId={matterId} people={people} onClose={() => setAsking(false)} />}
      </Suspense>
    </section>
  );
}

function ToDoList({ toDos }: { toDos: readonly ToDo[] }): ReactNode {
  return (
    <ul className="client-to-dos">
      {toDos.map((toDo) => (
        <ToDoLine key={toDo.id} toDo={toDo} />
      ))}
    </ul>
  );
}

function ToDoLine({ toDo }: { toDo: ToDo }): ReactNode {
  const { t } = useTranslation('to-dos');
  const client = useQueryClient();
  const { title, state } = toDo;
  async function takeBack(): Promise<void> {
    try {
      await api('DELETE /api/v1/to-dos/:id', { params: { id: toDo.id } });
      showDone(t('takenBack', { title }));
    } catch (error) {
      showProblem(error);
    }
    await client.invalidateQueries({ queryKey: [noun] });
  }
  return (
    <li className="client-to-do" data-done={state === 'done' || undefined}>
      {state === 'done' ? (
        <IconCheck size={16} stroke={2} aria-hidden />
      ) : (
        <IconCircle size={16} stroke={1.75} aria-hidden />
      )}
      <span className="client-to-do__words">
        <span>{title}</span>
        <span className="client-to-do__about">
          <span>{toDo.personName}</span>
          <span>{t(`kind_${toDo.kind}`)}</span>
          {toDo.dueOn !== null && state === 'open' && <Day day={toDo.dueOn} />}
          {toDo.doneAt !== null && toDo.doneHow !== null && (
            <span>
              {t(`how_${toDo.doneHow}`)} <RelativeTime at={toDo.doneAt} />
            </span>
          )}
        </span>
      </span>
      {toDo.kind === 'free' && (
        <ActionIcon aria-label={t('takeBack', { title })} onClick={() => void takeBack()}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}

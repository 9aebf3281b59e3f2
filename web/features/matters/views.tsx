import { ActionIcon, Button, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.layer.css';
import { IconBookmark, IconCheck, IconX } from '@tabler/icons-react';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useSearchState } from '../../ui/search-state.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { type Query, sameQuery, viewQuery } from './view-query.ts';
import './views.css';

type Area = 'matters' | 'contacts' | 'tasks';
type SavedView = Answer<'GET /api/v1/saved-views'>['items'][number];

const viewsQuery = (area: Area) =>
  queryOptions({
    queryKey: ['saved-views', area],
    queryFn: ({ signal }) => api('GET /api/v1/saved-views', { query: { area }, signal }),
  });

/** The ready-made views of a list, one's own, and a way to keep what is filtered now. `names` are a view's parameters. */
export function Views(props: {
  area: Area;
  names: readonly string[];
  builtIn: readonly { name: string; query: Query }[];
}): ReactNode {
  const { t } = useTranslation('matters');
  const [search, setSearch] = useSearchState();
  const saved = useQuery(viewsQuery(props.area)).data?.items ?? [];
  const current = viewQuery(search, props.names);
  const show = (query: Query) =>
    setSearch({ ...Object.fromEntries(props.names.map((name) => [name, undefined])), ...query });
  const isNew =
    Object.keys(current).length > 0 &&
    ![...props.builtIn, ...saved].some(({ query }) => sameQuery(viewQuery(query, props.names), current));
  return (
    <nav className="views" aria-label={t('views')}>
      {props.builtIn.map(({ name, query }) => (
        <ViewButton key={name} name={name} current={sameQuery(query, current)} onShow={() => show(query)} />
      ))}
      {saved.map((view) => {
        const query = viewQuery(view.query, props.names);
        const isCurrent = sameQuery(query, current);
        return (
          <span key={view.id} className="views__own">
            <ViewButton name={view.name} current={isCurrent} onShow={() => show(query)} />
            {isCurrent && <RemoveView area={props.area} view={view} />}
          </span>
        );
      })}
      {isNew && <KeepView area={props.area} query={current} />}
    </nav>
  );
}

function ViewButton(props: { name: string; current: boolean; onShow: () => void }): ReactNode {
  return (
    <button type="button" className="views__view" aria-pressed={props.current} onClick={props.onShow}>
      {props.name}
    </button>
  );
}

function RemoveView({ area, view }: { area: Area; view: SavedView }): ReactNode {
  const { t } = useTranslation('matters');
  const client = useQueryClient();
  async function remove(): Promise<void> {
    try {
      await api('DELETE /api/v1/saved-views/:id', { params: { id: view.id } });
      await client.invalidateQueries(viewsQuery(area));
      showDone(t('viewRemoved', { name: view.name }), async () => {
        await api('POST /api/v1/saved-views', { body: { area, name: view.name, query: view.query } });
        await client.invalidateQueries(viewsQuery(area));
      });
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <ActionIcon size={24} aria-label={t('removeView', { name: view.name })} onClick={() => void remove()}>
      <IconX size={14} stroke={2} aria-hidden />
    </ActionIcon>
  );
}

function KeepView({ area, query }: { area: Area; query: Query }): ReactNode {
  const { t } = useTranslation('matters');
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  async function keep(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() === '') return;
    try {
      await api('POST /api/v1/saved-views', { body: { area, name: name.trim(), query } });
      await client.invalidateQueries(viewsQuery(area));
      setNaming(false);
    } catch (error) {
      showProblem(error);
    }
  }
  if (!naming) {
    return (
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconBookmark size={14} stroke={2} aria-hidden />}
        onClick={() => setNaming(true)}
      >
        {t('keepView')}
      </Button>
    );
  }
  return (
    <form className="views__naming" onSubmit={(event) => void keep(event)}>
      <TextInput
        size="xs"
        aria-label={t('viewName')}
        placeholder={t('viewName')}
        value={name}
        maxLength={60}
        autoFocus
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && setNaming(false)}
      />
      <ActionIcon type="submit" size={28} aria-label={t('keepView')}>
        <IconCheck size={16} stroke={2} aria-hidden />
      </ActionIcon>
    </form>
  );
}

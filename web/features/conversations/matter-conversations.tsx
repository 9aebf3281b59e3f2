import { Button } from '@mantine/core';
import { IconMessages, IconPlus, IconSearch } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { useMatterId } from '../matters/matter-queries.ts';
import '../matters/record-pane.css';
import '../matters/views.css';
import { ConversationRow } from './conversation-row.tsx';
import './conversations.css';
import { oneOf, otherStates } from './filters.ts';
import type { Line } from './queries.ts';

const idOf = (line: Line) => line.id;
const row = (line: Line) => <ConversationRow line={line} place="matter" />;

/** All conversations of the matter that one may see; each opens among the messages. */
export function MatterConversations(): ReactNode {
  const { t } = useTranslation('conversations');
  const matterId = useMatterId();
  const navigate = useNavigate();
  const [search] = useSearchState();
  const [active, setActive] = useState<string>();
  const state = oneOf(otherStates, search.state);
  const query = { matterId, view: 'all', ...(state && { state }) } as const;
  const list = useKeysetList({
    queryKey: ['conversations', 'list', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/conversations', {
        query: { ...query, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  const begin = useCallback(
    () => void navigate({ to: paths.conversations, search: { new: 'conversation', matter: matterId } }),
    [navigate, matterId],
  );
  useShortcuts([{ keys: 'n', label: t('newConversation'), run: begin }]);
  return (
    <div className="records">
      <div className="records__bar">
        <States />
        <div className="records__actions">
          <Link className="list-bar__search" to={paths.search} search={{ matter: matterId }}>
            <IconSearch size={14} stroke={1.75} aria-hidden /> {t('searchMatter')}
          </Link>
          <Button size="xs" leftSection={<IconPlus size={14} stroke={2} aria-hidden />} onClick={begin}>
            {t('newConversation')}
          </Button>
        </div>
      </div>
      <VirtualList
        label={t('withMatter')}
        list={list}
        idOf={idOf}
        row={row}
        rowHeight={60}
        activeId={active}
        onActive={setActive}
        onOpen={(id) => void navigate({ to: paths.conversation, params: { id } })}
        empty={<Nothing narrowed={state !== undefined} onBegin={begin} />}
        main
      />
    </div>
  );
}

function States(): ReactNode {
  const { t } = useTranslation('conversations');
  const [search, setSearch] = useSearchState();
  const chosen = oneOf(otherStates, search.state);
  return (
    <fieldset className="views views--plain" aria-label={t('filterState')}>
      {[undefined, ...otherStates].map((state) => (
        <button
          key={state ?? 'open'}
          type="button"
          className="views__view"
          aria-pressed={chosen === state}
          onClick={() => setSearch({ state })}
        >
          {t(state === undefined ? 'stateOpen' : `state_${state}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Nothing({ narrowed, onBegin }: { narrowed: boolean; onBegin: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  if (narrowed) return <EmptyState title={t('nothingFits')}>{t('nothingFitsBody')}</EmptyState>;
  return (
    <EmptyState
      icon={<IconMessages size={24} stroke={1.5} />}
      title={t('noneOnMatter')}
      action={<Button onClick={onBegin}>{t('writeToClient')}</Button>}
    >
      {t('noneOnMatterBody')}
    </EmptyState>
  );
}

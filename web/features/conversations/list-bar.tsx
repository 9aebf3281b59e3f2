import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { useShortcuts } from '../../ui/keyboard.ts';
import { useSearchState } from '../../ui/search-state.ts';
import { FilterChip } from '../settings/filter-chip.tsx';
import '../matters/views.css';
import { countsQuery } from './counts.ts';
import { kinds, otherStates, type View, viewOf, views } from './filters.ts';

/** Which conversations: mine, unread, those that wait; then kind and state. All of it is in the address. */
export function ListBar(): ReactNode {
  const { t } = useTranslation('conversations');
  const [search, setSearch] = useSearchState();
  const navigate = useNavigate();
  useShortcuts([{ keys: '/', label: t('searchAll'), run: () => void navigate({ to: paths.search }) }]);
  const counts = useQuery(countsQuery).data;
  const chosen = search.state === 'ended' ? 'all' : viewOf(search);
  const countOf = (view: View) => (view === 'mine' || view === 'all' ? 0 : (counts?.[view] ?? 0));
  return (
    <div className="list-bar">
      <fieldset className="views views--plain list-bar__views" aria-label={t('view')}>
        {views.map((view) => (
          <button
            key={view}
            type="button"
            className="views__view"
            aria-pressed={chosen === view}
            onClick={() => setSearch({ view: view === 'mine' ? undefined : view })}
          >
            {t(`view_${view}`)}
            {countOf(view) > 0 && <span className="list-bar__count figures">{countOf(view)}</span>}
          </button>
        ))}
      </fieldset>
      <div className="list-bar__chips">
        <Link className="list-bar__search" to={paths.search}>
          <IconSearch size={14} stroke={1.75} aria-hidden /> {t('searchAll')}
        </Link>
        <FilterChip
          label={t('filterKind')}
          value={search.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`kindShort_${kind}`) }))}
          onChange={(kind) => setSearch({ kind })}
        />
        <FilterChip
          label={t('filterState')}
          value={search.state}
          any={t('stateOpen')}
          options={otherStates.map((state) => ({ value: state, label: t(`state_${state}`) }))}
          onChange={(state) => setSearch({ state })}
        />
      </div>
    </div>
  );
}

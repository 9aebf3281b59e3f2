import { IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchState } from '../../ui/search-state.ts';
import '../../ui/filter-bar.css';

/** Shows what was removed and can be brought back. */
export function RemovedSwitch(): ReactNode {
  const { t } = useTranslation('matters');
  const [search, setSearch] = useSearchState();
  const on = search.removed === 'only';
  return (
    <button
      type="button"
      className="filter-chip filter-chip--small"
      aria-pressed={on}
      data-chosen={on || undefined}
      onClick={() => setSearch({ removed: on ? undefined : 'only' })}
    >
      <IconTrash size={14} stroke={1.75} aria-hidden />
      {t('removed')}
    </button>
  );
}

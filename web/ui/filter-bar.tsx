import { IconChevronDown, IconSearch, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from './keyboard.ts';
import { MenuButton } from './menu-button.tsx';
import { useSearchState } from './search-state.ts';
import './filter-bar.css';

export type Filter = {
  /** Name of the search parameter. */
  name: string;
  label: string;
  options: readonly { value: string; label: string; icon?: ReactNode }[];
};

const typingMs = 200;

/** Search and choices above a list, kept in the address so that a view can be shared. `/` jumps to the search. */
export function FilterBar(props: {
  filters: readonly Filter[];
  searchLabel?: string;
  children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation('ui');
  const [search, setSearch] = useSearchState();
  const chosen = props.filters.filter((filter) => search[filter.name] !== undefined);
  const clear = Object.fromEntries(chosen.map((filter) => [filter.name, undefined]));
  return (
    <search className="filter-bar" aria-label={t('filters')}>
      <SearchField
        label={props.searchLabel ?? t('search')}
        value={search.q ?? ''}
        onChange={(q) => setSearch({ q: q === '' ? undefined : q })}
      />
      <div className="filter-bar__chips">
        {props.filters.map((filter) => (
          <FilterChip
            key={filter.name}
            filter={filter}
            value={search[filter.name]}
            onChange={(value) => setSearch({ [filter.name]: value })}
          />
        ))}
        {chosen.length > 1 && (
          <button type="button" className="filter-bar__clear" onClick={() => setSearch(clear)}>
            {t('clearFilters')}
          </button>
        )}
        {props.children}
      </div>
    </search>
  );
}

function SearchField(props: { label: string; value: string; onChange: (value: string) => void }): ReactNode {
  const { t } = useTranslation('ui');
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(props.value);
  const { value, onChange } = props;
  const sent = useRef(value);

  // Follow the address (back button, a cleared filter) but not the echo of what was just typed.
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    if (text.trim() === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      onChange(text.trim());
    }, typingMs);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  useShortcuts([{ keys: '/', label: props.label, run: () => field.current?.focus() }]);

  return (
    <label className="filter-bar__search">
      <IconSearch size={16} stroke={1.75} aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && field.current?.blur()}
      />
      {text !== '' && (
        <button type="button" aria-label={t('clearSearch')} onClick={() => setText('')}>
          <IconX size={14} stroke={2} aria-hidden />
        </button>
      )}
    </label>
  );
}

function FilterChip(props: {
  filter: Filter;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}): ReactNode {
  const { t } = useTranslation('ui');
  const { filter, value, onChange } = props;
  const chosen = filter.options.find((option) => option.value === value);
  const entries = filter.options.map((option) => ({
    kind: 'item' as const,
    label: option.label,
    icon: option.icon,
    checked: option === chosen,
    onChoose: () => onChange(option.value),
  }));
  const any = {
    kind: 'item' as const,
    label: t('anyOf'),
    checked: !chosen,
    onChoose: () => onChange(undefined),
  };
  return (
    <MenuButton className="filter-chip" chosen={chosen !== undefined} entries={[any, ...entries]}>
      {chosen && <span className="visually-hidden">{filter.label}: </span>}
      {chosen?.label ?? filter.label}
      <IconChevronDown size={14} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}

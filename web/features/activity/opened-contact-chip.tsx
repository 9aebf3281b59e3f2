import '@mantine/core/styles/Popover.layer.css';
import { Popover } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchState } from '../../ui/search-state.ts';
import { contactsQuery } from './queries.ts';

const typingMs = 160;

/** What {@link ContactChip} becomes at its first press: the same button with a field that looks for a contact. */
export function OpenedContactChip(props: { children: ReactNode }): ReactNode {
  const { t } = useTranslation('activity');
  const [, setSearch] = useSearchState();
  const [open, setOpen] = useState(true);
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed.trim(), typingMs);
  const found = useQuery({ ...contactsQuery(words), placeholderData: keepPreviousData, enabled: open });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={280} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="filter-chip" onClick={() => setOpen(!open)}>
          {props.children}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <div className="date-chip__panel">
          <input
            type="search"
            className="contact-chip__field"
            aria-label={t('findContact')}
            placeholder={t('findContact')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          {found.data?.items.map(({ id, displayName }) => (
            <button
              key={id}
              type="button"
              className="date-chip__preset"
              onClick={() => setSearch({ contact: id })}
            >
              {displayName}
            </button>
          ))}
          {found.data?.items.length === 0 && <p className="contact-chip__none">{t('noSuchContact')}</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

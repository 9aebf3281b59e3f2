import { IconChevronDown, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchState } from '../../ui/search-state.ts';
import { contactNameQuery } from './queries.ts';

const load = () => import('./opened-contact-chip.tsx');
const OpenedContactChip = lazy(() => load().then((module) => ({ default: module.OpenedContactChip })));

/** Whose calls and messages a list shows. What opens it is fetched when a pointer or the focus comes near. */
export function ContactChip(): ReactNode {
  const { t } = useTranslation('activity');
  const [search, setSearch] = useSearchState();
  const [asked, setAsked] = useState(false);
  const { contact } = search;
  const name = useQuery({ ...contactNameQuery(contact ?? ''), enabled: contact !== undefined }).data;
  if (contact !== undefined) {
    const label = name ?? t('filterContactOne');
    return (
      <button
        type="button"
        className="filter-chip"
        data-chosen
        aria-label={`${t('filterContact')}: ${label}. ${t('removeFilter')}`}
        onClick={() => setSearch({ contact: undefined })}
      >
        {label}
        <IconX size={14} stroke={2} aria-hidden />
      </button>
    );
  }
  const words = (
    <>
      {t('filterContact')}
      <IconChevronDown size={14} stroke={1.75} aria-hidden />
    </>
  );
  const closed = (
    <button
      type="button"
      className="filter-chip"
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setAsked(true)}
    >
      {words}
    </button>
  );
  return asked ? (
    <Suspense fallback={closed}>
      <OpenedContactChip>{words}</OpenedContactChip>
    </Suspense>
  ) : (
    closed
  );
}

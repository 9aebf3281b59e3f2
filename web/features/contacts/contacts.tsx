import { Button } from '@mantine/core';
import { IconAddressBook, IconClick, IconDots, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ListDetail } from '../../ui/list-detail.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { Views } from '../matters/views.tsx';
import { contactFilterNames, contactQueryOf } from './contact-filters.ts';
import { ContactRow } from './contact-row.tsx';
import type { ContactListItem } from './contact-words.ts';
import './contacts.css';

const ContactPage = lazy(() =>
  import('./contact-page.tsx').then((module) => ({ default: module.ContactPage })),
);
const NewContact = lazy(() =>
  import('./contact-form.tsx').then((module) => ({ default: module.NewContact })),
);

const idOf = (contact: ContactListItem) => contact.id;
const row = (contact: ContactListItem) => <ContactRow contact={contact} />;

/** People, companies and groups by name; the chosen one beside them. */
export function Contacts(): ReactNode {
  const { t } = useTranslation('contacts');
  const { id: chosen }: { id?: string } = useParams({ strict: false });
  const [search, setSearch] = useSearchState();
  const query = useMemo(() => contactQueryOf(search), [search]);
  const list = useKeysetList({
    queryKey: ['contacts', 'list', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/contacts', { query: { ...query, ...(after !== undefined && { after }) }, signal }),
  });
  const { open, close } = useOpening();
  const start = useCallback(() => setSearch({ new: 'contact' }, { push: true }), [setSearch]);
  useShortcuts([{ keys: 'n', label: t('newContact'), run: start }]);
  return (
    <>
      <ListDetail
        detailLabel={t('contact')}
        onClose={close}
        detail={
          chosen === undefined ? null : (
            <Suspense>
              <ContactPage key={chosen} id={chosen} onClose={close} />
            </Suspense>
          )
        }
        placeholder={
          <EmptyState icon={<IconClick size={24} stroke={1.5} />} title={t('chooseTitle')}>
            {t('chooseBody')}
          </EmptyState>
        }
        list={
          <>
            <PageHeader title={t('title')} actions={<Actions onStart={start} />}>
              <Views area="contacts" names={contactFilterNames} builtIn={useBuiltInViews()} />
              <FilterBar filters={useFilters()} searchLabel={t('searchLabel')} />
            </PageHeader>
            <VirtualList
              label={t('title')}
              list={list}
              idOf={idOf}
              row={row}
              rowHeight={60}
              activeId={chosen}
              onActive={open}
              onOpen={open}
              empty={<NoContacts filtered={Object.keys(query).length > 0} onStart={start} />}
              main
            />
          </>
        }
      />
      <Suspense>
        {search.new !== undefined && (
          <NewContact onClose={() => setSearch({ new: undefined })} onMade={open} />
        )}
      </Suspense>
    </>
  );
}

/** The open contact is part of the address; the filters stay with it. */
function useOpening(): { open: (id: string) => void; close: () => void } {
  const navigate = useNavigate();
  return useMemo(() => {
    const go = (to: string) =>
      void navigate({
        to,
        search: ({ new: _new, edit: _edit, show: _show, ...rest }: Record<string, string>) => rest,
        replace: true,
        resetScroll: false,
      });
    return { open: (id) => go(`/contacts/${id}`), close: () => go(paths.contacts) };
  }, [navigate]);
}

function Actions({ onStart }: { onStart: () => void }): ReactNode {
  const { t } = useTranslation('contacts');
  const navigate = useNavigate();
  const mayImport = useMayDo('owner', 'administrator');
  return (
    <>
      <MenuButton
        className="contacts__more"
        label={t('more')}
        position="bottom-end"
        entries={[
          {
            kind: 'item',
            label: t('numberQuality'),
            onChoose: () => void navigate({ to: paths.contactNumbers }),
          },
          {
            kind: 'item',
            label: t('duplicates'),
            onChoose: () => void navigate({ to: paths.contactDuplicates }),
          },
          {
            kind: 'item',
            label: t('mergedContacts'),
            onChoose: () => void navigate({ to: paths.contactDuplicates, search: { merged: 'open' } }),
          },
          ...(mayImport
            ? ([
                { kind: 'divider', label: 'import' },
                {
                  kind: 'item',
                  label: t('importContacts'),
                  onChoose: () => void navigate({ to: paths.imports, search: { kind: 'contacts' } }),
                },
              ] as const)
            : []),
        ]}
      >
        <IconDots size={18} stroke={1.75} aria-hidden />
      </MenuButton>
      <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={onStart}>
        {t('newContact')}
      </Button>
    </>
  );
}

function useBuiltInViews() {
  const { t } = useTranslation('contacts');
  return [
    { name: t('viewAll'), query: {} },
    { name: t('people'), query: { kind: 'person' } },
    { name: t('companies'), query: { kind: 'company' } },
    { name: t('groups'), query: { kind: 'group' } },
  ];
}

function useFilters() {
  const { t } = useTranslation('contacts');
  return [
    {
      name: 'by',
      label: t('madeBy'),
      options: [
        { value: 'staff', label: t('by_staff') },
        { value: 'call_logging', label: t('by_call_logging') },
        { value: 'import', label: t('by_import') },
      ],
    },
    { name: 'archived', label: t('archived'), options: [{ value: 'only', label: t('archivedOnly') }] },
  ];
}

function NoContacts({ filtered, onStart }: { filtered: boolean; onStart: () => void }): ReactNode {
  const { t } = useTranslation('contacts');
  if (filtered) return <EmptyState title={t('nothingFits')}>{t('nothingFitsBody')}</EmptyState>;
  return (
    <EmptyState
      icon={<IconAddressBook size={24} stroke={1.5} />}
      title={t('emptyTitle')}
      action={
        <div className="contacts__choices">
          <Button onClick={onStart}>{t('newContact')}</Button>
          <Link to={paths.imports} search={{ kind: 'contacts' }}>
            {t('importContacts')}
          </Link>
        </div>
      }
    >
      {t('emptyBody')}
    </EmptyState>
  );
}

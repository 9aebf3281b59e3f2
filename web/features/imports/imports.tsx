import { IconAddressBook, IconBriefcase, IconFileImport } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useMayDo } from '../../api/session.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import type { Import, ImportListItem } from './import-columns.ts';
import { importQuery } from './import-queries.ts';
import './imports.css';
import { ImportState } from './import-state.tsx';

const idOf = (one: ImportListItem) => one.id;

/** Contacts and matters from a CSV file: choose one, look at what would happen, then import. Earlier ones below. */
export function Imports(): ReactNode {
  const { t } = useTranslation('imports');
  if (useMayDo('owner', 'administrator')) return <ImportsOfTheFirm />;
  return (
    <div className="imports">
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <EmptyState icon={<IconFileImport size={24} stroke={1.5} />} title={t('notYours')}>
        {t('notYoursBody')}
      </EmptyState>
    </div>
  );
}

function ImportsOfTheFirm(): ReactNode {
  const { t } = useTranslation('imports');
  const navigate = useNavigate();
  const [active, setActive] = useState<string>();
  const list = useKeysetList({
    queryKey: ['imports', 'list'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/practice-imports', { query: { ...(after !== undefined && { after }) }, signal }),
  });
  return (
    <div className="imports">
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Upload />
      <h2 className="imports__title">{t('earlier')}</h2>
      <VirtualList
        label={t('earlier')}
        list={list}
        idOf={idOf}
        row={(one) => <ImportRow one={one} />}
        rowHeight={60}
        activeId={active}
        onActive={setActive}
        onOpen={(id) => void navigate({ to: `/imports/${id}` })}
        empty={
          <EmptyState icon={<IconFileImport size={24} stroke={1.5} />} title={t('noneYet')}>
            {t('noneYetBody')}
          </EmptyState>
        }
        main
      />
    </div>
  );
}

const kinds = [
  { kind: 'contacts', Icon: IconAddressBook },
  { kind: 'matters', Icon: IconBriefcase },
] as const;

function Upload(): ReactNode {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchState();
  const kind: Import['kind'] = search.kind === 'matters' ? 'matters' : 'contacts';
  const field = useRef<HTMLInputElement>(null);
  const [dragging, setDragging] = useState(false);
  const upload = useMutation({
    mutationFn: (file: File) =>
      api('POST /api/v1/practice-imports', {
        query: { kind, fileName: file.name },
        bytes: new Blob([file], { type: 'text/csv' }),
      }),
    onSuccess: (made) => {
      client.setQueryData(importQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['imports', 'list'] });
      void navigate({ to: `/imports/${made.id}` });
    },
  });
  function take(file: File | undefined): void {
    setDragging(false);
    if (file) upload.mutate(file);
  }
  return (
    <section className="imports__upload" aria-label={t('newImport')}>
      <fieldset className="imports__kinds" aria-label={t('what')}>
        {kinds.map(({ kind: one, Icon }) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === kind}
            className="imports__kind"
            onClick={() => setSearch({ kind: one })}
          >
            <Icon size={18} stroke={1.75} aria-hidden />
            {t(one)}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        className="imports__drop"
        data-dragging={dragging || undefined}
        disabled={upload.isPending}
        onClick={() => field.current?.click()}
        onDragOver={(event: DragEvent) => {
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={() => setDragging(false)}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          take(event.dataTransfer.files[0]);
        }}
      >
        <strong>{upload.isPending ? t('reading') : t('chooseFile')}</strong>
        <span className="quiet">{t(kind === 'contacts' ? 'contactsHint' : 'mattersHint')}</span>
      </button>
      <input
        ref={field}
        type="file"
        hidden
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        aria-label={t('chooseFile')}
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      {upload.error && <ProblemAlert error={upload.error} dense />}
    </section>
  );
}

function ImportRow({ one }: { one: ImportListItem }): ReactNode {
  const { t } = useTranslation('imports');
  return (
    <span className="import-row">
      <span className="import-row__words">
        <span className="import-row__name">{one.fileName}</span>
        <span className="quiet">
          {t(one.kind)} · {t('rows', { count: one.total })}
          {one.problemCount > 0 && ` · ${t('problems', { count: one.problemCount })}`}
        </span>
      </span>
      <span className="import-row__side">
        <ImportState one={one} look="plain" />
        <span className="quiet">
          <RelativeTime at={one.createdAt} />
        </span>
      </span>
    </span>
  );
}

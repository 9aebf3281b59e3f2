import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFiles, IconFolderPlus, IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { type KeysetList, useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { showDone } from '../../ui/toasts.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { DocumentRow, type Entry, entryId, FolderRow } from './document-row.tsx';
import './documents.css';
import { FolderName, FolderPath } from './folders.tsx';
import { useMatterId } from './matter-queries.ts';
import './record-pane.css';
import { documentQuery, foldersQuery } from './record-queries.ts';
import { RecordSplit, useChosen } from './record-split.tsx';
import { RemovedSwitch } from './removed-switch.tsx';
import { UploadList } from './upload-list.tsx';
import { upload } from './uploads.ts';

const DocumentPane = lazy(() =>
  import('./document-pane.tsx').then((module) => ({ default: module.DocumentPane })),
);

/** The matter's files in folders; files are dropped anywhere on the list. */
export function Documents(): ReactNode {
  const { t } = useTranslation('matters');
  const [chosen, choose] = useChosen();
  const [search, setSearch] = useSearchState();
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const [naming, setNaming] = useState(false);
  const folderId = search.folder ?? null;
  const list = useEntries(folderId, search.removed === 'only');
  const { send, dragging, drop } = useUploading(folderId);
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: 'n', label: t('uploadFiles'), run: () => field.current?.click() }]);
  function open(id: string): void {
    const entry = list.items.find((one) => entryId(one) === id);
    if (entry?.kind === 'folder') setSearch({ folder: entry.folder.id }, { push: true });
    else choose(id);
  }
  return (
    <RecordSplit
      detailLabel={t('document')}
      onClose={() => choose(undefined)}
      detail={
        chosen === undefined ? null : <Detail key={chosen} id={chosen} onClose={() => choose(undefined)} />
      }
      list={
        <div className="records documents" data-dragging={dragging || undefined} {...drop}>
          <div className="records__bar">
            <FolderPath folderId={folderId} />
            <div className="records__actions">
              <RemovedSwitch />
              <Button
                size="xs"
                variant="default"
                leftSection={<IconFolderPlus size={14} stroke={1.75} aria-hidden />}
                onClick={() => setNaming(true)}
              >
                {t('newFolder')}
              </Button>
              <Button
                size="xs"
                leftSection={<IconUpload size={14} stroke={2} aria-hidden />}
                onClick={() => field.current?.click()}
              >
                {t('uploadFiles')}
              </Button>
              <input
                ref={field}
                type="file"
                multiple
                hidden
                aria-label={t('uploadFiles')}
                onChange={(event) => {
                  void send([...(event.currentTarget.files ?? [])]);
                  event.currentTarget.value = '';
                }}
              />
            </div>
          </div>
          {naming && <FolderName parentId={folderId} onClose={() => setNaming(false)} />}
          <Uploads />
          <VirtualList
            label={t('tabDocuments')}
            list={list}
            idOf={entryId}
            row={(entry) =>
              entry.kind === 'folder' ? (
                <FolderRow folder={entry.folder} />
              ) : (
                <DocumentRow document={entry.document} narrow={narrow} />
              )
            }
            rowHeight={narrow ? 60 : 44}
            activeId={chosen}
            onActive={choose}
            onOpen={open}
            empty={
              <EmptyState
                icon={<IconFiles size={24} stroke={1.5} />}
                title={t(search.removed === 'only' ? 'noneRemoved' : 'noDocuments')}
              >
                {search.removed !== 'only' && t('noDocumentsBody')}
              </EmptyState>
            }
            main
          />
          {dragging && <p className="documents__drop">{t('dropHere')}</p>}
        </div>
      }
    />
  );
}

function Uploads(): ReactNode {
  return <UploadList matterId={useMatterId()} />;
}

function Detail({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const { data, error, refetch } = useQuery(documentQuery(id));
  return (
    <Suspense>
      {data && <DocumentPane document={data} onClose={onClose} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </Suspense>
  );
}

/** The folders inside this one, then its files. */
function useEntries(folderId: string | null, removed: boolean): KeysetList<Entry> {
  const matterId = useMatterId();
  const folders = useQuery(foldersQuery(matterId)).data?.items;
  const query = removed ? { removed: 'only' as const } : { folderId: folderId ?? ('root' as const) };
  const list = useKeysetList({
    queryKey: ['documents', 'list', matterId, query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/matters/:matterId/documents', {
        params: { matterId },
        query: { ...query, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  return useMemo(() => {
    const inside = removed ? [] : (folders ?? []).filter(({ parentId }) => parentId === folderId);
    const items: Entry[] = [
      ...inside.map((folder) => ({ kind: 'folder' as const, folder })),
      ...list.items.map((document) => ({ kind: 'document' as const, document })),
    ];
    return { ...list, items };
  }, [list, folders, folderId, removed]);
}

function useUploading(folderId: string | null) {
  const { t } = useTranslation('matters');
  const client = useQueryClient();
  const matterId = useMatterId();
  const [dragging, setDragging] = useState(false);
  async function send(files: readonly File[]): Promise<void> {
    const arrived = await Promise.all(
      files.map((file) => upload(file, { kind: 'matter', matterId, folderId })),
    );
    const count = arrived.filter(Boolean).length;
    await client.invalidateQueries({ queryKey: ['documents'] });
    void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
    if (count > 0) showDone(t('uploaded', { count }));
  }
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setDragging(true);
    },
    onDragLeave: (event: DragEvent<HTMLDivElement>) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node) || !event.currentTarget.contains(to)) setDragging(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setDragging(false);
      void send([...event.dataTransfer.files]);
    },
  };
  return { send, dragging, drop };
}

import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { IconChevronRight, IconDots } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { MenuButton } from '../../ui/menu-button.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { folderPath } from './folder-path.ts';
import { useMatterId } from './matter-queries.ts';
import { type Folder, foldersQuery } from './record-queries.ts';

/** Where one stands among the folders, each step a way back; the last can be renamed or removed. */
export function FolderPath({ folderId }: { folderId: string | null }): ReactNode {
  const { t } = useTranslation('matters');
  const [, setSearch] = useSearchState();
  const folders = useQuery(foldersQuery(useMatterId())).data?.items ?? [];
  const [renaming, setRenaming] = useState(false);
  const path = folderPath(folders, folderId);
  const last = path.at(-1);
  if (!last) return <p className="records__totals" />;
  if (renaming)
    return <FolderName folder={last} parentId={last.parentId} onClose={() => setRenaming(false)} />;
  return (
    <nav className="folder-path" aria-label={t('folders')}>
      <button
        type="button"
        className="link-button"
        onClick={() => setSearch({ folder: undefined }, { push: true })}
      >
        {t('tabDocuments')}
      </button>
      {path.map((folder) => (
        <span key={folder.id} className="folder-path__step">
          <IconChevronRight size={14} stroke={1.75} aria-hidden />
          {folder === last ? (
            <strong aria-current="page">{folder.name}</strong>
          ) : (
            <button
              type="button"
              className="link-button"
              onClick={() => setSearch({ folder: folder.id }, { push: true })}
            >
              {folder.name}
            </button>
          )}
        </span>
      ))}
      <FolderMenu folder={last} onRename={() => setRenaming(true)} />
    </nav>
  );
}

function FolderMenu({ folder, onRename }: { folder: Folder; onRename: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  const client = useQueryClient();
  const [, setSearch] = useSearchState();
  async function remove(): Promise<void> {
    try {
      await api('DELETE /api/v1/folders/:id', { params: { id: folder.id } });
      setSearch({ folder: folder.parentId ?? undefined });
      await client.invalidateQueries({ queryKey: ['folders'] });
      showDone(t('folderRemoved', { name: folder.name }), async () => {
        await api('POST /api/v1/matters/:matterId/folders', {
          params: { matterId: folder.matterId },
          body: { name: folder.name, parentId: folder.parentId },
        });
        await client.invalidateQueries({ queryKey: ['folders'] });
      });
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <MenuButton
      className="folder-path__menu"
      label={t('folderMenu', { name: folder.name })}
      entries={[
        { kind: 'item', label: t('rename'), onChoose: onRename },
        { kind: 'item', label: t('removeFolder'), onChoose: () => void remove() },
      ]}
    >
      <IconDots size={16} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}

/** Names a new folder, or names one anew. */
export function FolderName(props: {
  folder?: Folder;
  parentId: string | null;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const client = useQueryClient();
  const matterId = useMatterId();
  const { folder, parentId } = props;
  const [name, setName] = useState(folder?.name ?? '');
  const [error, setError] = useState<string>();
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() === '') return;
    try {
      if (folder) await api('PATCH /api/v1/folders/:id', { params: { id: folder.id }, body: { name } });
      else
        await api('POST /api/v1/matters/:matterId/folders', {
          params: { matterId },
          body: { name, parentId },
        });
      await client.invalidateQueries({ queryKey: ['folders'] });
      props.onClose();
    } catch (failure) {
      if (failure instanceof ApiProblem && failure.code === 'already_exists')
        setError(failure.detail ?? failure.title);
      else showProblem(failure);
    }
  }
  return (
    <form className="folder-name" onSubmit={(event) => void save(event)}>
      <TextInput
        size="xs"
        aria-label={t('folderName')}
        placeholder={t('folderName')}
        value={name}
        maxLength={300}
        error={error}
        autoFocus
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
      />
      <Button size="xs" type="submit">
        {folder ? t('rename') : t('addFolder')}
      </Button>
      <Button size="xs" variant="subtle" onClick={props.onClose}>
        {t('cancel')}
      </Button>
    </form>
  );
}

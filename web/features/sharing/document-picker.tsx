import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox } from '@mantine/core';
import { IconChevronRight, IconFile, IconFolder } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { sizeOf } from '../../uploads/size.ts';
import { folderPath } from '../matters/folder-path.ts';
import { foldersQuery } from '../matters/record-queries.ts';
import './sharing.css';

export interface Picked {
  documentIds: string[];
  folderIds: string[];
}

const toggled = (ids: readonly string[], id: string) =>
  ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];

/** The matter's documents, folder by folder; folders themselves can be chosen where `folders` says so. */
export function DocumentPicker(props: {
  matterId: string;
  picked: Picked;
  onPicked: (picked: Picked) => void;
  folders?: boolean;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const { matterId, picked, onPicked } = props;
  const [folderId, setFolderId] = useState<string | null>(null);
  const folders = useQuery(foldersQuery(matterId)).data?.items ?? [];
  const { data, error, isPending } = useQuery({
    queryKey: ['documents', 'picker', matterId, folderId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/matters/:matterId/documents', {
        params: { matterId },
        query: { folderId: folderId ?? 'root', limit: 200 },
        signal,
      }),
  });
  const inside = folders.filter(({ parentId }) => parentId === folderId);
  const documents = (data?.items ?? []).filter(({ newest }) => newest !== null);
  const count = picked.documentIds.length + picked.folderIds.length;
  return (
    <div className="picker">
      <nav className="picker__path" aria-label={t('folder')}>
        <button type="button" className="link-button" onClick={() => setFolderId(null)}>
          {t('allDocuments')}
        </button>
        {folderPath(folders, folderId).map((folder) => (
          <span key={folder.id}>
            <IconChevronRight size={14} stroke={1.75} aria-hidden />
            <button type="button" className="link-button" onClick={() => setFolderId(folder.id)}>
              {folder.name}
            </button>
          </span>
        ))}
      </nav>
      {error && <ProblemAlert error={error} dense />}
      <ul className="picker__list">
        {inside.map(({ id, name }) => (
          <li key={id} className="picker__line">
            {props.folders === true && (
              <Checkbox
                aria-label={name}
                checked={picked.folderIds.includes(id)}
                onChange={() => onPicked({ ...picked, folderIds: toggled(picked.folderIds, id) })}
              />
            )}
            <IconFolder size={16} stroke={1.75} aria-hidden />
            <button
              type="button"
              className="link-button"
              aria-label={t('openFolder', { name })}
              onClick={() => setFolderId(id)}
            >
              {name}
            </button>
          </li>
        ))}
        {documents.map(({ id, name, newest }) => (
          <li key={id} className="picker__line">
            <Checkbox
              checked={picked.documentIds.includes(id)}
              label={
                <span className="picker__name">
                  <IconFile size={16} stroke={1.75} aria-hidden /> <bdi>{name}</bdi>
                </span>
              }
              onChange={() => onPicked({ ...picked, documentIds: toggled(picked.documentIds, id) })}
            />
            <span className="quiet figures">{newest && sizeOf(newest.sizeBytes)}</span>
          </li>
        ))}
        {!isPending && inside.length + documents.length === 0 && (
          <li className="picker__line quiet">{t('noDocuments')}</li>
        )}
      </ul>
      <p className="quiet" aria-live="polite">
        {count > 0 && t('chosen', { count })}
      </p>
    </div>
  );
}

import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { fileSize } from './file-size.ts';
import { folderChoices } from './folder-path.ts';
import { NewestUnlessWriting, type TellWriting } from './newest-unless-writing.tsx';
import { RecordActions, RecordNotes, useRecordSaving } from './record-editor.tsx';
import { RecordForm, RecordPane } from './record-pane.tsx';
import { type Document, foldersQuery } from './record-queries.ts';
import { upload } from './uploads.ts';
import { useFields } from './use-fields.ts';

/** One file: what it looks like, its versions, its name and folder. */
export function DocumentPane({ document, onClose }: { document: Document; onClose: () => void }): ReactNode {
  return (
    <RecordPane title={document.name} onClose={onClose} note={<RecordNotes record={document} />}>
      <Preview document={document} />
      <Versions document={document} />
      <NewestUnlessWriting
        latest={document}
        form={(shown, tellWriting) => (
          <DocumentForm document={shown} tellWriting={tellWriting} onClose={onClose} />
        )}
      />
    </RecordPane>
  );
}

function contentAddress(id: string, version: number, download: boolean): string {
  return `/api/v1/documents/${id}/content?version=${version}${download ? '&download=1' : ''}`;
}

/** A picture or a PDF in place; of other files only that they have to be opened. */
function Preview({ document }: { document: Document }): ReactNode {
  const { t } = useTranslation('matters');
  const { newest } = document;
  if (!newest) return <p className="record-pane__note">{t('onItsWay')}</p>;
  const address = contentAddress(document.id, newest.number, false);
  if (/^image\/(png|jpeg|gif|webp|avif)$/.test(newest.contentType)) {
    return (
      <a className="document-preview" href={address} target="_blank" rel="noreferrer">
        <img src={address} alt={document.name} />
      </a>
    );
  }
  if (newest.contentType === 'application/pdf') {
    return (
      <>
        <iframe className="document-preview document-preview--pdf" src={address} title={document.name} />
        <p className="document-preview__open">
          <a href={address} target="_blank" rel="noreferrer">
            {t('openInTab')}
          </a>
        </p>
      </>
    );
  }
  return <p className="record-pane__note">{t('noPreview')}</p>;
}

function Versions({ document }: { document: Document }): ReactNode {
  const { t } = useTranslation('matters');
  const { locale } = useFirmFormat();
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  async function add(file: File | undefined): Promise<void> {
    if (!file) return;
    const target = { kind: 'version', matterId: document.matterId, documentId: document.id } as const;
    if (!(await upload(file, target))) return;
    await client.invalidateQueries({ queryKey: ['documents'] });
    showDone(t('versionAdded', { name: document.name }));
  }
  const versions = document.versions.toSorted((one, other) => other.number - one.number);
  return (
    <section className="versions" aria-label={t('versions')}>
      <ol className="versions__list">
        {versions.map((version) => (
          <li key={version.number} className="versions__version">
            <span className="figures">{t('versionNumber', { number: version.number })}</span>
            <span className="versions__facts">
              {fileSize(version.sizeBytes, locale)} · {version.createdByName ?? t('theProgram')} ·{' '}
              <RelativeTime at={version.createdAt} />
            </span>
            <a
              className="versions__download"
              href={contentAddress(document.id, version.number, true)}
              aria-label={t('downloadVersion', { name: version.fileName, number: version.number })}
            >
              <IconDownload size={16} stroke={1.75} aria-hidden />
            </a>
          </li>
        ))}
      </ol>
      {document.removedAt === null && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUpload size={14} stroke={1.75} aria-hidden />}
          onClick={() => field.current?.click()}
        >
          {t('newVersion')}
        </Button>
      )}
      <input
        ref={field}
        type="file"
        hidden
        aria-label={t('newVersion')}
        onChange={(event) => {
          void add(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
    </section>
  );
}

function DocumentForm(props: {
  document: Document;
  tellWriting: TellWriting;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { document } = props;
  const folders = useQuery(foldersQuery(document.matterId)).data?.items ?? [];
  const form = useFields(
    { name: document.name, folderId: document.folderId, description: document.description },
    ({ name }): Record<string, string> => (name.trim() === '' ? { name: t('nameNeeded') } : {}),
  );
  const params = { id: document.id };
  const { saving, dirty } = useRecordSaving(
    'documents',
    form,
    (values) =>
      api('PATCH /api/v1/documents/:id', { params, body: { ...values, version: document.version } }),
    props.tellWriting,
  );
  const gone = document.removedAt !== null;
  return (
    <RecordForm
      saving={saving}
      canSave={dirty && !gone}
      actions={
        !dirty && (
          <RecordActions
            noun="documents"
            record={document}
            calls={{
              remove: () => api('DELETE /api/v1/documents/:id', { params }),
              restore: () => api('POST /api/v1/documents/:id/restore', { params }),
            }}
            sayRemoved={t('documentRemoved', { name: document.name })}
            onClose={props.onClose}
          />
        )
      }
    >
      <TextInput label={t('name')} maxLength={255} disabled={gone} {...form.getInputProps('name')} />
      {folders.length > 0 && (
        <Select
          label={t('folder')}
          placeholder={t('noFolder')}
          data={folderChoices(folders)}
          clearable
          disabled={gone}
          {...form.getInputProps('folderId')}
        />
      )}
      <Textarea
        label={t('description')}
        rows={3}
        maxLength={2000}
        disabled={gone}
        {...form.getInputProps('description')}
      />
    </RecordForm>
  );
}

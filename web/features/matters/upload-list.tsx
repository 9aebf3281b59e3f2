import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { dismissUpload, listUploads, type Upload, watchUploads } from './uploads.ts';

/** The files of this matter that are on their way, or did not arrive. */
export function UploadList({ matterId }: { matterId: string }): ReactNode {
  const { t } = useTranslation('matters');
  const uploads = useSyncExternalStore(watchUploads, listUploads).filter(
    ({ target }) => target.matterId === matterId,
  );
  if (uploads.length === 0) return null;
  return (
    <section className="uploads" aria-label={t('uploads')}>
      {uploads.map((upload) =>
        upload.error ? (
          <Failed key={upload.id} upload={upload} />
        ) : (
          <ProgressLine key={upload.id} label={upload.name} value={upload.progress} />
        ),
      )}
    </section>
  );
}

function Failed({ upload }: { upload: Upload }): ReactNode {
  const { t } = useTranslation('matters');
  const { error } = upload;
  const code = error instanceof ApiProblem ? error.code : '';
  const why =
    code === 'too_large'
      ? t('tooLarge')
      : error instanceof ApiProblem && error.status !== 0
        ? (error.detail ?? error.title)
        : t('uploadLost');
  return (
    <div className="uploads__failed" role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <span>
        <strong>{upload.name}</strong> {t('notUploaded')} {why}
      </span>
      <ActionIcon size={28} aria-label={t('dismiss')} onClick={() => dismissUpload(upload.id)}>
        <IconX size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </div>
  );
}

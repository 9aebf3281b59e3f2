import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import { Button, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import '../matters/form-frame.css';
import './sharing.css';

/** Pictures of a file's pages, drawn on the server: nothing of the file itself runs here. */
export function LookDialog(props: { file: { id: string; name: string }; onClose: () => void }): ReactNode {
  const { t } = useTranslation('sharing');
  const { id, name } = props.file;
  const phone = useMediaQuery('(max-width: 760px)') ?? false;
  const [page, setPage] = useState(1);
  const [missing, setMissing] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['file-pages', id, page],
    queryFn: () => api('POST /api/v1/files/:id/links', { params: { id }, body: { what: 'page', page } }),
    // Each address is good for one look and a few minutes.
    gcTime: 0,
  });
  const turn = (to: number) => {
    setMissing(false);
    setPage(to);
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={name}
      size={760}
      fullScreen={phone}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {error && <ProblemAlert error={error} dense />}
      {!data && !error && <p className="quiet">{t('loading')}</p>}
      {data && !missing && (
        <img
          className="look"
          src={data.url}
          alt={t('page', { page, name })}
          onError={() => setMissing(true)}
        />
      )}
      {missing && <p role="status">{t('noPicture')}</p>}
      <div className="form-actions">
        {page > 1 && (
          <Button variant="default" onClick={() => turn(page - 1)}>
            {t('before')}
          </Button>
        )}
        {!missing && (
          <Button variant="default" onClick={() => turn(page + 1)}>
            {t('next')}
          </Button>
        )}
      </div>
    </Modal>
  );
}

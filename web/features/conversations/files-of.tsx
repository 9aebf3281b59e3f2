import { IconFile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { exactMoment } from '../../ui/when.ts';
import { sizeOf } from '../../uploads/size.ts';
import { FileActs, mayOpen, openFile } from '../sharing/file-acts.tsx';
import type { Message } from './queries.ts';
import { useThread } from './thread-context.ts';

type File = Message['files'][number];

/** What came with a message; what came from outside is saved to the matter. */
export function FilesOf({ message }: { message: Message }): ReactNode {
  const { matterId } = useThread().conversation;
  if (message.files.length === 0) return null;
  const saves = message.author.who === 'external' && matterId !== null;
  return (
    <ul className="message__files">
      {message.files.map((file) => (
        <li key={file.id}>
          <OneFile file={file} /> <FileActs file={file} named {...(saves && { matterId })} />
        </li>
      ))}
    </ul>
  );
}

function OneFile({ file }: { file: File }): ReactNode {
  const { t } = useTranslation('conversations');
  const about = file.state === 'clean' ? '' : t(`file_${stateOf(file.state)}`);
  const gone = file.state === 'withdrawn' || file.state === 'infected';
  return (
    <>
      <IconFile size={14} stroke={1.75} aria-hidden />{' '}
      {mayOpen(file) ? (
        <button type="button" className="message__file" onClick={() => void openFile(file.id)}>
          <bdi>{file.name}</bdi>
        </button>
      ) : gone ? (
        <s>
          <bdi>{file.name}</bdi>
        </s>
      ) : (
        <bdi>{file.name}</bdi>
      )}{' '}
      <span className="quiet figures">{[sizeOf(file.bytes), about].filter(Boolean).join(' · ')}</span>
      {file.state === 'withdrawn' && <OpenedBy fileId={file.id} />}
    </>
  );
}

/** Once a file is withdrawn one has to know who may have kept it. */
function OpenedBy({ fileId }: { fileId: string }): ReactNode {
  const { t } = useTranslation('conversations');
  const zone = useFirmFormat();
  const [asked, setAsked] = useState(false);
  const { data } = useQuery({
    queryKey: ['files', 'reads', fileId],
    queryFn: ({ signal }) => api('GET /api/v1/files/:id/reads', { params: { id: fileId }, signal }),
    enabled: asked,
  });
  if (!data)
    return (
      <>
        {' '}
        <button type="button" className="message__file" onClick={() => setAsked(true)}>
          {t('whoOpened')}
        </button>
      </>
    );
  if (data.items.length === 0) return <p className="quiet">{t('nobodyOpened')}</p>;
  return (
    <ul className="message__files">
      {data.items.map(({ at, personId, name }) => (
        <li key={`${personId} ${at}`} className="quiet">
          {name}, {exactMoment(new Date(at), zone)}
        </li>
      ))}
    </ul>
  );
}

function stateOf(state: string): 'unscanned' | 'infected' | 'withdrawn' | 'unscannable' {
  if (state === 'infected' || state === 'withdrawn' || state === 'unscanned') return state;
  return 'unscannable';
}

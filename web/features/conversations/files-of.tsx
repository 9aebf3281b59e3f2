import { IconFile } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { exactMoment } from '../../ui/when.ts';
import { sizeOf } from '../../uploads/size.ts';
import type { Message } from './queries.ts';
import { useThread } from './thread-context.ts';

const LookDialog = lazy(() =>
  import('../sharing/look-dialog.tsx').then((module) => ({ default: module.LookDialog })),
);
const SaveDialog = lazy(() =>
  import('../sharing/save-dialog.tsx').then((module) => ({ default: module.SaveDialog })),
);

type File = Message['files'][number];

/** What came with a message. Each is fetched by an address of its own that lasts for minutes; every reading is noted. */
export function FilesOf({ message }: { message: Message }): ReactNode {
  if (message.files.length === 0) return null;
  return (
    <ul className="message__files">
      {message.files.map((file) => (
        <li key={file.id}>
          <OneFile file={file} /> <Acts file={file} fromOutside={message.author.who === 'external'} />
        </li>
      ))}
    </ul>
  );
}

const drawn = /^(?:application\/pdf|image\/(?:png|jpeg|gif|webp|tiff))$/;

/** A look at its pages where there are pictures of them; what came from outside is saved to the matter. */
function Acts({ file, fromOutside }: { file: File; fromOutside: boolean }): ReactNode {
  const { t } = useTranslation('sharing');
  const { conversation } = useThread();
  const [doing, setDoing] = useState<'look' | 'save'>();
  const { name } = file;
  const { matterId } = conversation;
  const looks = drawn.test(file.type) && (file.state === 'clean' || file.state === 'unscanned');
  const saves = fromOutside && matterId !== null && openable.includes(file.state);
  return (
    <>
      {looks && (
        <button
          type="button"
          className="message__file"
          aria-label={t('lookNamed', { name })}
          onClick={() => setDoing('look')}
        >
          {t('look')}
        </button>
      )}{' '}
      {saves && (
        <button
          type="button"
          className="message__file"
          aria-label={t('saveNamed', { name })}
          onClick={() => setDoing('save')}
        >
          {t('save')}
        </button>
      )}
      <Suspense>
        {doing === 'look' && <LookDialog file={file} onClose={() => setDoing(undefined)} />}
        {doing === 'save' && matterId !== null && (
          <SaveDialog file={file} matterId={matterId} onClose={() => setDoing(undefined)} />
        )}
      </Suspense>
    </>
  );
}

const openable = ['clean', 'unscanned', 'unscannable', 'error'];

function OneFile({ file }: { file: File }): ReactNode {
  const { t } = useTranslation('conversations');
  const open = useMutation({
    mutationFn: () => api('POST /api/v1/files/:id/links', { params: { id: file.id }, body: {} }),
    // It comes as a download, so the page stays.
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => showProblem(error),
  });
  const about = file.state === 'clean' ? '' : t(`file_${stateOf(file.state)}`);
  return (
    <>
      <IconFile size={14} stroke={1.75} aria-hidden />{' '}
      {openable.includes(file.state) ? (
        <button type="button" className="message__file" onClick={() => open.mutate()}>
          <bdi>{file.name}</bdi>
        </button>
      ) : (
        <s>
          <bdi>{file.name}</bdi>
        </s>
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

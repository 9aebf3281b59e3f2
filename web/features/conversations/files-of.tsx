import { IconFile } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showProblem } from '../../ui/toasts.tsx';
import { sizeOf } from '../../uploads/size.ts';
import type { Message } from './queries.ts';

/** What came with a message. Each is fetched by an address of its own that lasts for minutes; every reading is noted. */
export function FilesOf({ message }: { message: Message }): ReactNode {
  if (message.files.length === 0) return null;
  return (
    <ul className="message__files">
      {message.files.map((file) => (
        <li key={file.id}>
          <OneFile file={file} />
        </li>
      ))}
    </ul>
  );
}

const openable = ['clean', 'unscanned', 'unscannable', 'error'];

function OneFile({ file }: { file: Message['files'][number] }): ReactNode {
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
    </>
  );
}

function stateOf(state: string): 'unscanned' | 'infected' | 'withdrawn' | 'unscannable' {
  if (state === 'infected' || state === 'withdrawn' || state === 'unscanned') return state;
  return 'unscannable';
}

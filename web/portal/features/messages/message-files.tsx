import type { ReactNode } from 'react';
import { sizeOf } from '../../../uploads/size.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useDownload } from '../../use-download.ts';
import type { Told } from './use-thread.ts';
import { say } from './words.ts';

/** What came with a message. */
export function MessageFiles({ files }: Pick<Told, 'files'>): ReactNode {
  if (files.length === 0) return null;
  return (
    <ul className="p-message__files">
      {files.map((file) => (
        <li key={file.id}>
          <OneFile file={file} />
        </li>
      ))}
    </ul>
  );
}

function OneFile({ file }: { file: Told['files'][number] }): ReactNode {
  const { id, name, bytes, state, delivery } = file;
  const { busy, failure, download } = useDownload(id);
  if (state === 'withdrawn' || state === 'infected')
    return (
      <span>
        <s>
          <bdi>{name}</bdi>
        </s>{' '}
        {say(state === 'withdrawn' ? 'fileWithdrawn' : 'fileInfected')}
      </span>
    );
  const about = [
    sizeOf(bytes),
    ...(state === 'clean' ? [] : [say('fileUnscanned')]),
    ...(delivery === 'owner_must_release' ? [say('fileHeld')] : []),
  ];
  return (
    <>
      {delivery === 'deliver' || delivery === 'warn' ? (
        <Button look="quiet" busy={busy} onClick={download}>
          <bdi>{name}</bdi>
        </Button>
      ) : (
        <bdi>{name}</bdi>
      )}{' '}
      <span className="p-files__size">{about.join(' · ')}</span>
      {failure !== undefined && <Notice kind="bad">{failure}</Notice>}
    </>
  );
}

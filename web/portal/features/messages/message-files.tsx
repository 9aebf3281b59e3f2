import type { ReactNode } from 'react';
import { sizeOf } from '../../../uploads/size.ts';
import { call } from '../../call.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import type { Told } from './use-thread.ts';
import { say } from './words.ts';

/** What came with a message: each is fetched by an address of its own that lasts for minutes. */
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

function OneFile({ file: { id, name, bytes, state } }: { file: Told['files'][number] }): ReactNode {
  const task = useTask();
  const open = () =>
    void task.run(async () => {
      const { url } = await call('POST /portal/api/files/:id/links', { params: { id }, body: {} });
      // It comes as a download, so the page stays.
      window.location.assign(url);
    });
  if (state === 'withdrawn' || state === 'infected')
    return (
      <span>
        <s>
          <bdi>{name}</bdi>
        </s>{' '}
        {say(state === 'withdrawn' ? 'fileWithdrawn' : 'fileInfected')}
      </span>
    );
  return (
    <>
      <Button look="quiet" busy={task.busy} onClick={open}>
        <bdi>{name}</bdi>
      </Button>{' '}
      <span className="p-files__size">
        {sizeOf(bytes)}
        {state === 'clean' ? '' : ` · ${say('fileUnscanned')}`}
      </span>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
    </>
  );
}

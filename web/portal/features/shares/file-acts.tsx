import { type ReactNode, useEffect, useState } from 'react';
import { call } from '../../call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from './words.ts';

export interface ServedFile {
  id: string;
  name: string;
  delivery: 'deliver' | 'warn' | 'blocked' | 'owner_must_release';
  preview: boolean;
}

/** Downloads a file, or shows pictures of its pages: each by an address of its own that lasts for minutes. */
export function FileActs({ file }: { file: ServedFile }): ReactNode {
  const [looking, setLooking] = useState(false);
  const task = useTask();
  const { id, name } = file;
  if (file.delivery === 'owner_must_release')
    return <span className="p-row__about">{say('mustBeReleased')}</span>;
  if (file.delivery !== 'deliver' && file.delivery !== 'warn') return null;
  const download = () =>
    void task.run(async () => {
      const { url } = await call('POST /portal/api/files/:id/links', { params: { id }, body: {} });
      // It comes as a download, so the page stays.
      window.location.assign(url);
    });
  return (
    <div className="p-actions">
      {file.preview && (
        <Button look="plain" aria-label={say('lookNamed', { name })} onClick={() => setLooking(true)}>
          {say('look')}
        </Button>
      )}
      <Button look="plain" busy={task.busy} aria-label={say('downloadNamed', { name })} onClick={download}>
        {say('download')}
      </Button>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      {looking && <Pages file={file} onClose={() => setLooking(false)} />}
    </div>
  );
}

interface Shown {
  page: number;
  url: string;
  /** There is no such page. */
  missing: boolean;
}

function Pages({ file: { id, name }, onClose }: { file: ServedFile; onClose: () => void }): ReactNode {
  const [shown, setShown] = useState<Shown | null>(null);
  const task = useTask();
  const turn = (page: number) =>
    void task.run(async () => {
      const body = { what: 'page' as const, page };
      const { url } = await call('POST /portal/api/files/:id/links', { params: { id }, body });
      setShown({ page, url, missing: false });
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page, once
  useEffect(() => turn(1), []);
  const page = shown?.page ?? 1;
  return (
    <Dialog title={name} onClose={onClose}>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      {shown === null && task.failure === undefined && <p className="p-page__about">{say('loading')}</p>}
      {shown !== null && !shown.missing && (
        <img
          className="p-look"
          src={shown.url}
          alt={say('page', { page, name })}
          onError={() => setShown({ ...shown, missing: true })}
        />
      )}
      {shown?.missing === true && <Notice>{say('noPicture')}</Notice>}
      <div className="p-actions">
        {page > 1 && (
          <Button look="plain" busy={task.busy} onClick={() => turn(page - 1)}>
            {say('before')}
          </Button>
        )}
        {shown !== null && !shown.missing && (
          <Button look="plain" busy={task.busy} onClick={() => turn(page + 1)}>
            {say('next')}
          </Button>
        )}
        <Button onClick={onClose}>{say('close')}</Button>
      </div>
    </Dialog>
  );
}

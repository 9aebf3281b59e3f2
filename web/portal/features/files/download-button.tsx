import type { ReactNode } from 'react';
import { call } from '../../call.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from './words.ts';

/** By an address of its own that lasts for minutes. */
export function DownloadButton({ id, name }: { id: string; name: string }): ReactNode {
  const task = useTask();
  const open = () =>
    void task.run(async () => {
      const { url } = await call('POST /portal/api/files/:id/links', { params: { id }, body: {} });
      // It comes as a download, so the page stays.
      window.location.assign(url);
    });
  return (
    <>
      <Button look="plain" busy={task.busy} aria-label={say('downloadNamed', { name })} onClick={open}>
        {say('download')}
      </Button>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
    </>
  );
}

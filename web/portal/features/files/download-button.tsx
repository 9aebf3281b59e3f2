import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useDownload } from '../../use-download.ts';
import { say } from './words.ts';

export function DownloadButton({ id, name }: { id: string; name: string }): ReactNode {
  const { busy, failure, download } = useDownload(id);
  return (
    <>
      <Button look="plain" busy={busy} aria-label={say('downloadNamed', { name })} onClick={download}>
        {say('download')}
      </Button>
      {failure !== undefined && <Notice kind="bad">{failure}</Notice>}
    </>
  );
}

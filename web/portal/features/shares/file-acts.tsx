import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DownloadButton } from '../files/download-button.tsx';
import { Preview } from '../files/preview.tsx';
import { say } from './words.ts';

export interface ServedFile {
  id: string;
  name: string;
  delivery: 'deliver' | 'warn' | 'blocked' | 'owner_must_release';
  preview: boolean;
}

/** Downloads a file, or shows pictures of its pages. */
export function FileActs({ file }: { file: ServedFile }): ReactNode {
  const [looking, setLooking] = useState(false);
  const { id, name } = file;
  if (file.delivery === 'owner_must_release')
    return <span className="p-row__about">{say('mustBeReleased')}</span>;
  if (file.delivery !== 'deliver' && file.delivery !== 'warn') return null;
  const close = () => setLooking(false);
  return (
    <div className="p-actions">
      {file.preview && (
        <Button look="plain" aria-label={say('lookNamed', { name })} onClick={() => setLooking(true)}>
          {say('look')}
        </Button>
      )}
      <DownloadButton id={id} name={name} />
      {looking && (
        <Dialog title={name} onClose={close}>
          <Preview file={file} />
          <div className="p-actions">
            <Button onClick={close}>{say('close')}</Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

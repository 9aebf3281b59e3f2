import { Button, Checkbox } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileList } from './file-list.tsx';
import type { Snapshot, UploadQueue } from './queue.ts';
import './uploads.css';

/** Chooses files for a message, by button or by dropping them, and shows each on its way. For the composer of staff. */
export function FileDrop(props: {
  queue: UploadQueue;
  files: Snapshot;
  /** Other ways to choose. */
  more?: ReactNode;
  children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation('uploads');
  const { queue, files } = props;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [stripLocation, setStripLocation] = useState(false);

  function take(chosen: Iterable<File>): void {
    queue.add([...chosen], { stripLocation });
  }
  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button does the same by keyboard
    <div
      className="file-drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {props.children}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('choose')}
        onChange={(event) => {
          take(event.currentTarget.files ?? []);
          // The same file may be chosen again after it was removed.
          event.currentTarget.value = '';
        }}
      />
      <div className="file-drop__bar">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPaperclip size={14} aria-hidden />}
          onClick={() => input.current?.click()}
        >
          {t('choose')}
        </Button>
        {props.more}
        <Checkbox
          size="xs"
          label={t('stripLocation')}
          checked={stripLocation}
          onChange={(event) => setStripLocation(event.currentTarget.checked)}
        />
      </div>
      <FileList queue={queue} files={files} />
    </div>
  );
}

import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { strings } from '../../../i18n/en-GB/uploads.ts';
import type { Item, Snapshot, UploadQueue } from '../../../uploads/queue.ts';
import { sizeOf } from '../../../uploads/size.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/field.tsx';
import { sayer } from '../../words.ts';

const say = sayer('uploads', strings);

/** Chooses files, by button or by dropping them, and shows each on its way. */
export function FilesRow({
  queue,
  files,
  accept,
  label,
}: {
  queue: UploadQueue;
  files: Snapshot;
  /** Endings that the chooser offers; any unless said. */
  accept?: string;
  /** What the button is called, where there are several. */
  label?: string;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [stripLocation, setStripLocation] = useState(false);
  const take = (chosen: Iterable<File>) => queue.add([...chosen], { stripLocation });
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button does the same by keyboard
    <div className="p-files" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-label={label ?? say('choose')}
        onChange={(event) => {
          take(event.currentTarget.files ?? []);
          // The same file may be chosen again after it was removed.
          event.currentTarget.value = '';
        }}
      />
      <Button look="plain" aria-label={label} onClick={() => input.current?.click()}>
        {say('choose')}
      </Button>
      {files.items.length > 0 && (
        <CheckBox label={say('stripLocation')} checked={stripLocation} onChecked={setStripLocation} />
      )}
      {files.refused.length > 0 && (
        <ul className="p-files__refused" role="alert">
          {files.refused.map(({ name, why }) => (
            <li key={name}>
              <bdi>{name}</bdi>: {say(`why_${why}`)}
            </li>
          ))}
        </ul>
      )}
      {files.items.length > 0 && (
        <ul className="p-files__items" aria-label={say('files')}>
          {files.items.map((item) => (
            <FileLine key={item.key} item={item} queue={queue} />
          ))}
        </ul>
      )}
      <p className="p-hidden" aria-live="polite">
        {files.items.length > 0 && files.allReady ? say('allReady') : ''}
      </p>
    </div>
  );
}

function FileLine({ item, queue }: { item: Item; queue: UploadQueue }): ReactNode {
  const { key, name, state, size, sentBytes, words } = item;
  const goesOn = state === 'paused' || state === 'failed';
  return (
    <li className="p-files__item" data-state={state}>
      <span className="p-files__name">
        {/* A name may hold letters that turn its direction round. */}
        <bdi>{name}</bdi> <span className="p-files__size">{sizeOf(size)}</span>
      </span>
      {state === 'sending' ? (
        <progress value={sentBytes} max={Math.max(size, 1)} aria-label={say('sending')} />
      ) : (
        <span className="p-files__state">{words === '' ? say(`state_${state}`) : words}</span>
      )}
      <span className="p-files__acts">
        {state === 'sending' && (
          <Button look="quiet" aria-label={say('pause', { name })} onClick={() => queue.pause(key)}>
            ❚❚
          </Button>
        )}
        {goesOn && (
          <Button look="quiet" aria-label={say('resume', { name })} onClick={() => queue.resume(key)}>
            ▶
          </Button>
        )}
        <Button look="quiet" aria-label={say('remove', { name })} onClick={() => queue.remove(key)}>
          ✕
        </Button>
      </span>
    </li>
  );
}

/** Pictures of a file's pages, which the server draws: nothing of the file itself is opened here. */
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { call } from '../../call.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from './words.ts';
import './preview.css';

interface Shown {
  page: number;
  url: string;
  /** Null: nobody has counted them yet. */
  pages: number | null;
}

export function Preview({ file: { id, name } }: { file: { id: string; name: string } }): ReactNode {
  const [shown, setShown] = useState<Shown | null>(null);
  const [failed, setFailed] = useState(false);
  const task = useTask();
  const linkOf = useCallback(
    (page: number) =>
      call('POST /portal/api/files/:id/links', { params: { id }, body: { what: 'page', page } }),
    [id],
  );
  const show = (page: number) =>
    task.run(async () => {
      const { url, pages } = await linkOf(page);
      setShown({ page, url, pages });
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the first page
  useEffect(() => void show(1), []);

  /** They are counted when the first is drawn. */
  async function count(): Promise<void> {
    if (shown === null || shown.pages !== null) return;
    const { pages } = await linkOf(shown.page).catch(() => ({ pages: null }));
    setShown({ ...shown, pages });
  }

  const { page, pages } = shown ?? { page: 1, pages: null };
  return (
    <section className="p-preview" aria-label={say('preview')}>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      {failed && <Notice>{say('notDrawn')}</Notice>}
      {shown === null && task.failure === undefined && <p className="p-page__about">{say('loading')}</p>}
      {shown !== null && !failed && (
        <img
          className="p-preview__page"
          src={shown.url}
          alt={say('pagePicture', { page, name })}
          onLoad={() => void count()}
          onError={() => setFailed(true)}
        />
      )}
      {pages !== null && pages > 1 && (
        <div className="p-actions p-preview__turn">
          <Button look="plain" busy={task.busy || page === 1} onClick={() => void show(page - 1)}>
            {say('pageBefore')}
          </Button>
          <span role="status">{say('pageOf', { page, pages })}</span>
          <Button look="plain" busy={task.busy || page === pages} onClick={() => void show(page + 1)}>
            {say('pageAfter')}
          </Button>
        </div>
      )}
    </section>
  );
}

import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

type Say = (word: 'loading' | 'again' | 'more') => string;

/** Beside the rows of a list: that it is being read, that it could not be, and the way to its next page. */
export function PagesState({
  pages: { items, failure, more, again },
  say,
}: {
  pages: {
    items: readonly unknown[] | null;
    failure: string | undefined;
    more: (() => Promise<void>) | null;
    again: () => Promise<void>;
  };
  say: Say;
}): ReactNode {
  return (
    <>
      {failure !== undefined && (
        <Notice kind="bad">
          <p>{failure}</p>
          <Button look="plain" onClick={() => void again()}>
            {say('again')}
          </Button>
        </Notice>
      )}
      {items === null && failure === undefined && <p className="p-page__about">{say('loading')}</p>}
      {more !== null && (
        <Button look="plain" onClick={() => void more()}>
          {say('more')}
        </Button>
      )}
    </>
  );
}

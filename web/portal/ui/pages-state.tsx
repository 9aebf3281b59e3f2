import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { ReadingState } from './reading-state.tsx';

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
      <ReadingState value={items} failure={failure} again={again} say={say} />
      {more !== null && (
        <Button look="plain" onClick={() => void more()}>
          {say('more')}
        </Button>
      )}
    </>
  );
}

import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** While there is nothing to show yet: that it is being read, or why it could not be, and the way to try again. */
export function ReadingState(props: {
  /** What is read; null: nothing yet. */
  value: unknown;
  failure: string | undefined;
  again: () => Promise<void>;
  say: (word: 'loading' | 'again') => string;
}): ReactNode {
  const { value, failure, again, say } = props;
  if (failure !== undefined)
    return (
      <Notice kind="bad">
        <p>{failure}</p>
        <Button look="plain" onClick={() => void again()}>
          {say('again')}
        </Button>
      </Notice>
    );
  return value === null && <p className="p-page__about">{say('loading')}</p>;
}

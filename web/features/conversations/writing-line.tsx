import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isHere } from './people.ts';
import { useThread } from './thread-context.ts';
import { useNames } from './use-names.ts';
import { useWriting } from './use-writing.ts';

/** Who is just writing. The line is always there, so that nothing moves when somebody begins. */
export function WritingLine(): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation, me } = useThread();
  const people = useWriting(conversation.id, me);
  const named = useNames();
  const names = conversation.participants
    .filter((one) => isHere(one) && people.includes(one.id))
    .map(({ name }) => name);
  return (
    <p className="thread__writing" role="status">
      {names.length > 0 && t('isWriting', { names: named(names), count: names.length })}
    </p>
  );
}

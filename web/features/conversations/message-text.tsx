import { type ReactNode, useMemo } from 'react';
import { linksIn } from '../settings/links-in.ts';
import { partsOf } from './mentions.ts';
import { useThread } from './thread-context.ts';

/** Plain text with its line breaks; names of those who take part and web addresses stand out. */
export function MessageText({ text }: { text: string }): ReactNode {
  const { nameable, me } = useThread();
  const parts = useMemo(() => partsOf(text, nameable), [text, nameable]);
  if (text === '') return null;
  return (
    <p className="message__text">
      {parts.map((part) =>
        part.kind === 'name' ? (
          <span key={part.at} className="message__name" data-me={part.id === me || undefined}>
            {part.text}
          </span>
        ) : (
          <Linked key={part.at} text={part.text} />
        ),
      )}
    </p>
  );
}

function Linked({ text }: { text: string }): ReactNode {
  return linksIn(text).map((part) =>
    part.kind === 'link' ? (
      <a key={part.at} href={part.text} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    ) : (
      part.text
    ),
  );
}

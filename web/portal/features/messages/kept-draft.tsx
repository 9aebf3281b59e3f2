import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { say } from './words.ts';

/** What somebody had begun to write where nothing can be written any more. */
export function KeptDraft({ text }: { text: string }): ReactNode {
  const [copied, setCopied] = useState(false);
  if (text.trim() === '') return null;
  return (
    <section className="p-kept" aria-labelledby="kept">
      <h2 className="p-section__title" id="kept">
        {say('draftKept')}
      </h2>
      <p className="p-page__about">{say('draftKeptAbout')}</p>
      <p className="p-kept__text">{text}</p>
      <Button
        look="plain"
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        {say('copy')}
      </Button>
      <span role="status">{copied && say('copied')}</span>
    </section>
  );
}

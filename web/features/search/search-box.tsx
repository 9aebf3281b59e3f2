import { Button } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../ui/keyboard.ts';
import '../../ui/filter-bar.css';
import { readTyped } from './typed.ts';

/** Asked with Enter: each search is one the person meant, and one step of the way back. */
export function SearchBox({ words, onAsk }: { words: string; onAsk: (text: string) => void }): ReactNode {
  const { t } = useTranslation('search');
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(words);
  useEffect(() => setText(words), [words]);
  useShortcuts([{ keys: '/', label: t('box'), run: () => field.current?.select() }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(text);
    // What was a filter stands below as a chip now.
    setText(readTyped(text).q);
  };
  return (
    <search>
      <form className="search-box" onSubmit={submit}>
        <label className="filter-bar__search search-box__field">
          <IconSearch size={18} stroke={1.75} aria-hidden />
          <input
            ref={field}
            type="search"
            // The page is for nothing else.
            // biome-ignore lint/a11y/noAutofocus: see above
            autoFocus={words === ''}
            aria-label={t('box')}
            placeholder={t('boxHint')}
            maxLength={1000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Escape' && field.current?.blur()}
          />
        </label>
        <Button type="submit">{t('go')}</Button>
      </form>
    </search>
  );
}

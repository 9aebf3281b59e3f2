import { Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatPhone } from '../../ui/phone-format.ts';
import { blockNumber } from './block-number.ts';
import type { FieldProps } from './option-line.tsx';

/** Numbers that are never logged: add one, take one off. */
export function BlockList({ options, disabled, onChange }: FieldProps): ReactNode {
  const { t } = useTranslation('options');
  const { country } = useFirmFormat();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const { blockList } = options;

  function add(event: FormEvent): void {
    event.preventDefault();
    const number = blockNumber(text, country);
    if (number === undefined) setProblem(t('blockListUnreadable'));
    else if (blockList.includes(number)) setProblem(t('blockListThere'));
    else {
      setText('');
      onChange({ blockList: [...blockList, number] });
    }
  }
  return (
    <div className="block-list">
      {!disabled && (
        <form className="block-list__add" onSubmit={add}>
          <TextInput
            type="tel"
            aria-label={t('blockListAdd')}
            placeholder={t('blockListAdd')}
            value={text}
            error={problem}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setProblem(undefined);
            }}
          />
          <Button type="submit" variant="default" disabled={text.trim() === ''}>
            {t('blockListAddButton')}
          </Button>
        </form>
      )}
      <ul className="block-list__numbers">
        {blockList.map((number) => (
          <li key={number} className="block-list__number figures">
            {formatPhone(number, country)}
            {!disabled && (
              <button
                type="button"
                aria-label={t('blockListRemove', { number: formatPhone(number, country) })}
                onClick={() => onChange({ blockList: blockList.filter((other) => other !== number) })}
              >
                <IconX size={14} stroke={2} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

import { TextInput } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldProps } from './option-line.tsx';
import { readWhole } from './whole-number.ts';

const most = 3600;

/** Whole seconds; saved when the field is left or Enter is pressed, unless they are out of range. */
export function MinimumField({ labelledBy, options, disabled, onChange }: FieldProps): ReactNode {
  const { t } = useTranslation('options');
  const saved = options.minimumDurationSeconds;
  const [text, setText] = useState<string>();
  const [refused, setRefused] = useState(false);
  const about = useId();
  function save(): void {
    const typed = readWhole(text, saved, most);
    setRefused('refused' in typed);
    // What is refused stays to be put right.
    if ('refused' in typed) return;
    setText(undefined);
    if ('value' in typed) onChange({ minimumDurationSeconds: typed.value });
  }
  return (
    <div className="option__inline">
      <TextInput
        w={76}
        inputMode="numeric"
        error={refused}
        aria-describedby={refused ? about : undefined}
        aria-labelledby={labelledBy}
        value={text ?? String(saved)}
        disabled={disabled}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setRefused(false);
        }}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
      <span className="quiet">{t('secondsUnit')}</span>
      {refused && (
        <p className="option__refused" id={about} role="alert">
          {t('secondsRefused', { most })}
        </p>
      )}
    </div>
  );
}

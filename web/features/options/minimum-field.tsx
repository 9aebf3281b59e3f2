import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldProps } from './option-line.tsx';

const most = 3600;

/** Whole seconds; saved when the field is left or Enter is pressed. */
export function MinimumField({ labelledBy, options, disabled, onChange }: FieldProps): ReactNode {
  const { t } = useTranslation('options');
  const saved = options.minimumDurationSeconds;
  const [text, setText] = useState<string>();
  function save(): void {
    const seconds = Math.min(Math.max(Math.round(Number(text)), 0), most);
    setText(undefined);
    if (text !== undefined && Number.isFinite(seconds) && seconds !== saved)
      onChange({ minimumDurationSeconds: seconds });
  }
  return (
    <div className="option__inline">
      <TextInput
        w={76}
        type="number"
        min={0}
        max={most}
        aria-labelledby={labelledBy}
        value={text ?? String(saved)}
        disabled={disabled}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
      <span className="quiet">{t('secondsUnit')}</span>
    </div>
  );
}

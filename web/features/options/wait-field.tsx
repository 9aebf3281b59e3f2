import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FieldProps } from './option-line.tsx';
import { useValueWords } from './use-value-words.ts';

const choices: readonly number[] = [0, 5, 15, 30, 60, 240, 1440];

export function WaitField({ labelledBy, options, disabled, onChange }: FieldProps): ReactNode {
  const words = useValueWords();
  const own = options.writeOnceWaitMinutes;
  const offered = choices.includes(own) ? choices : [...choices, own].toSorted((a, b) => a - b);
  return (
    <NativeSelect
      aria-labelledby={labelledBy}
      value={String(own)}
      disabled={disabled}
      data={offered.map((minutes) => ({
        value: String(minutes),
        label: words({ ...options, writeOnceWaitMinutes: minutes }, 'writeOnceWaitMinutes'),
      }))}
      onChange={(event) => onChange({ writeOnceWaitMinutes: Number(event.currentTarget.value) })}
    />
  );
}

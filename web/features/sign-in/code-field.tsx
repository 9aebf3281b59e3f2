import '@mantine/core/styles/Input.layer.css';
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** Six figures in one field, so that pasting and filling in by the phone work; goes on by itself when whole. */
export function CodeField(props: {
  label: string;
  value: string;
  onChange: (code: string) => void;
  onWhole?: (code: string) => void;
  error?: ReactNode;
}): ReactNode {
  function take(text: string): void {
    const code = text.replaceAll(/\D/g, '').slice(0, 6);
    const became = code.length === 6 && code !== props.value;
    props.onChange(code);
    if (became) props.onWhole?.(code);
  }
  return (
    <TextInput
      className="code-field"
      label={props.label}
      value={props.value}
      error={props.error}
      onChange={({ currentTarget }) => take(currentTarget.value)}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      required
      withAsterisk={false}
      autoFocus
    />
  );
}

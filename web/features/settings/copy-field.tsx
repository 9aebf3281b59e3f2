import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './copy-field.css';

/** A value to be taken elsewhere: selected at a press, copied by the button beside it. */
export function CopyField(props: { label: string; value: string }): ReactNode {
  return (
    <div className="copy-field">
      <TextInput
        className="copy-field__text"
        label={props.label}
        value={props.value}
        readOnly
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <CopyButton value={props.value} />
    </div>
  );
}

export function CopyButton(props: { value: string; label?: string }): ReactNode {
  const { t } = useTranslation('settings');
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  async function copy(): Promise<void> {
    // Without https a browser gives no clipboard; the text itself can still be selected.
    if (!('clipboard' in navigator)) return;
    await navigator.clipboard.writeText(props.value);
    setCopied(true);
    timer.current = setTimeout(() => setCopied(false), 2_000);
  }
  return (
    <Button
      variant="default"
      leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{copied ? t('copied') : (props.label ?? t('copy'))}</span>
    </Button>
  );
}

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../settings/copy-field.tsx';

/** The codes for a lost phone, shown this once. */
export function BackupCodes(props: { codes: readonly string[]; onDone: () => void }): ReactNode {
  const { t } = useTranslation('account');
  const words = useRef<HTMLDivElement>(null);
  useEffect(() => words.current?.focus(), []);
  const text = props.codes.join('\n');
  function download(): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    link.download = t('codesFile');
    link.click();
    URL.revokeObjectURL(link.href);
  }
  return (
    <div className="backup-codes" ref={words} tabIndex={-1}>
      <p>
        <strong>{t('codesTitle')}</strong> {t('codesAbout')}
      </p>
      <ul className="backup-codes__list">
        {props.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="settings-actions">
        <CopyButton value={text} />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          onClick={download}
        >
          {t('download')}
        </Button>
        <Button onClick={props.onDone}>{t('codesKept')}</Button>
      </div>
    </div>
  );
}

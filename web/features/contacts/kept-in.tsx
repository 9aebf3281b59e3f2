import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './kept-in.css';
import type { Contact } from './contact-words.ts';

/** In place of what changes a record: where it is kept, and the way there. `suggests`: it can be edited here, too. */
export function KeptIn(props: { keptIn: NonNullable<Contact['keptIn']>; suggests?: boolean }): ReactNode {
  const { t } = useTranslation('contacts');
  const { label, url } = props.keptIn;
  return (
    <>
      <span className="kept-in">{t(props.suggests ? 'keptInAlso' : 'keptIn', { system: label })}</span>
      {url !== null && (
        <Button
          component="a"
          href={url}
          target="_blank"
          rel="noreferrer"
          variant="default"
          leftSection={<IconExternalLink size={16} stroke={1.75} aria-hidden />}
        >
          {t('openIn', { system: label })}
        </Button>
      )}
    </>
  );
}

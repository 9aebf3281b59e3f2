import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../settings/copy-field.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { frameCode, scriptCode, type Widget } from './typed.ts';

/** What the form and the price page still lack, first what stops them. */
export function Missing({ widget }: { widget: Widget }): ReactNode {
  const { t } = useTranslation('website');
  if (widget.missing.length === 0) return null;
  const first = [...widget.missing].sort((a, b) => Number(b.blocks) - Number(a.blocks));
  return (
    <section aria-label={t('missing')}>
      <h2 className="settings-block__title">{t('missing')}</h2>
      <ul className="website-missing">
        {first.map((one) => (
          <li key={`${one.for} ${one.what}`}>
            <strong>
              {t(one.for === 'form' ? 'forForm' : 'forPrices')}
              {one.blocks && `, ${t(one.for === 'form' ? 'blocksForm' : 'blocksPrices')}`}:
            </strong>{' '}
            {one.message}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The code for the website, and how the form looks. */
export function ShowIt({ widget }: { widget: Widget }): ReactNode {
  const { t } = useTranslation('website');
  // Our own address in place of the public one: in a trial they differ, and only our own page may be shown in a frame.
  const { pathname } = new URL(widget.frameUrl);
  return (
    <>
      <SettingsBlock title={t('codeTitle')} about={t('codeAbout')}>
        <div className="website-form">
          <CopyField label={t('code')} value={scriptCode(widget)} />
          <CopyField label={t('frameCode')} value={frameCode(widget)} />
          <a href={pathname} target="_blank" rel="noopener">
            {t('link')} <IconExternalLink size={16} stroke={1.75} aria-hidden />
          </a>
        </div>
      </SettingsBlock>
      <SettingsBlock title={t('previewTitle')} about={t('previewAbout')}>
        <iframe
          key={widget.version}
          className="website-preview"
          title={t('preview')}
          src={`${pathname}?preview=1`}
        />
      </SettingsBlock>
    </>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../settings/copy-field.tsx';
import './any-system.css';
import { signedExample } from './signed-example.ts';

/** A request to paste into a terminal; without a secret it says where to put it. */
export function SignedExample(props: { hookUrl: string | null; secret: string | null }): ReactNode {
  const { t } = useTranslation('sources');
  const text = signedExample({
    hookUrl: props.hookUrl ?? 'https://matterline.example.com/hooks/…',
    secret: props.secret ?? 'whsec_…',
  });
  return (
    <section aria-labelledby="any-example">
      <div className="any-system__head">
        <h2 id="any-example" className="any-system__title">
          {t('anyExample')}
        </h2>
        <CopyButton value={text} />
      </div>
      <p className="quiet">{t(props.secret === null ? 'anyExampleBody' : 'anyExampleReady')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways, by keyboard too */}
      <pre className="any-system__code" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

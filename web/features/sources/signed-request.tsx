import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { CopyButton } from '../settings/copy-field.tsx';
import './any-system.css';
import { signedExample } from './signed-example.ts';

/** A request to paste into a terminal: a call of just now, with ids of its own each time it is shown. */
export function SignedExample(props: { hookUrl: string | null; secret: string | null }): ReactNode {
  const { t } = useTranslation('sources');
  const { country } = useFirmFormat();
  const [endedAt] = useState(() => new Date());
  const text = signedExample({
    hookUrl: props.hookUrl ?? 'https://matterline.example.com/hooks/…',
    secret: props.secret ?? 'whsec_…',
    country,
    endedAt,
    name: endedAt.getTime().toString(36),
  });
  return (
    <section aria-labelledby="any-example">
      <div className="any-system__head">
        <h2 id="any-example" className="any-system__title">
          {t('anyExample')}
        </h2>
        <CopyButton value={text} />
      </div>
      <p className="quiet">
        {t(props.secret === null ? 'anyExampleBody' : 'anyExampleReady')} {t('anyExampleMakes')}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways, by keyboard too */}
      <pre className="any-system__code" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { OwnComputerNote } from '../../ui/own-computer-note.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import type { KindForm } from './kinds.ts';
import type { Created } from './new-source.tsx';
import { SignedExample } from './signed-request.tsx';

const goWords = { people: 'goToPeople', import: 'goToImport', overview: 'goToSource' } as const;

/** What is left to do once it is connected; the only moment in which the secret is seen. */
export function ConnectedSource({ created, form }: { created: Created; form: KindForm }): ReactNode {
  const { t } = useTranslation('sources');
  const navigate = useNavigate();
  const { hookUrl, secret } = created;
  return (
    <div className="connected">
      {form.carry !== 'nothing' && hookUrl !== null && (
        <div>
          <CopyField label={t('hookUrl')} value={hookUrl} />
          <OwnComputerNote address={hookUrl} />
        </div>
      )}
      {form.carry === 'address_and_secret' && secret !== null && (
        <>
          <CopyField label={t('secret')} value={secret} />
          <p className="connected__once">{t('secretOnce')}</p>
        </>
      )}
      <h2 className="connect__where-title">{t('nextSteps')}</h2>
      <ol className="connected__steps">
        {form.after.map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
      </ol>
      {form.kind === 'generic' && (
        <>
          <SignedExample hookUrl={hookUrl} secret={secret} />
          <Link to={paths.anySystem} search={{ source: created.id }}>
            {t('anyLink')}
          </Link>
        </>
      )}
      <div>
        <Button
          onClick={() =>
            void navigate({ to: paths.source, params: { id: created.id }, search: { tab: form.goTo } })
          }
        >
          {t(goWords[form.goTo])}
        </Button>
      </div>
    </div>
  );
}

import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OwnComputerNote } from '../../ui/own-computer-note.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import type { PracticeSystem } from './connection.ts';
import { developerPageOf } from './health.ts';

/** What a person must do at the vendor before the form can be filled in. */
export function Preparation(props: {
  system: PracticeSystem;
  region: string;
  grant: PracticeSystem['grants'][number];
}): ReactNode {
  const { t } = useTranslation('connections');
  const { system } = props;
  const { label, scopes } = system;
  const page = developerPageOf(system.kind, props.region);
  return (
    <aside className="connection-prepare" aria-label={t('prepare', { label })}>
      <h2 className="connection-prepare__title">{t('prepare', { label })}</h2>
      <ol>
        <li>
          {t('prepare_application', { label })} {system.regions.length > 1 && t('prepare_region')}
          {page !== undefined && (
            <a className="connection-prepare__page" href={page} target="_blank" rel="noreferrer">
              {t('developerPage')} <IconExternalLink size={14} stroke={1.75} aria-hidden />
            </a>
          )}
        </li>
        {props.grant === 'authorization_code' && (
          <li>
            {t('prepare_redirect')}
            <CopyField label={t('redirectUri')} value={system.redirectUri} />
            <OwnComputerNote address={system.redirectUri} />
          </li>
        )}
        <li>
          {scopes.length > 0 ? t('prepare_scopes', { scopes: scopes.join(', ') }) : t('prepare_rights')}
        </li>
        <li>{t(system.needsApiKey ? 'prepare_apiKey' : 'prepare_noApiKey')}</li>
        {system.webhookByHand !== null && <li>{system.webhookByHand}</li>}
      </ol>
    </aside>
  );
}

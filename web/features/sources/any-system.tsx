import { webhookSchema } from 'virtual:webhook-schema';
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { OwnComputerNote } from '../../ui/own-computer-note.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import './any-system.css';
import { sourceQuery } from './queries.ts';
import { SignedExample } from './signed-request.tsx';
import { type FieldGroup, fieldGroups } from './webhook-fields.ts';

const groups = fieldGroups(webhookSchema);
const headers = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** What a phone system without an adapter sends: a signed example to try, and every field. */
export function AnySystemPage(): ReactNode {
  const { t } = useTranslation('sources');
  const [search] = useSearchState();
  const source = useQuery({ ...sourceQuery(search.source ?? ''), enabled: search.source !== undefined }).data;
  const under = [
    { to: paths.sources, label: t('title') },
    ...(source ? [{ to: `${paths.sources}/${source.id}`, label: source.name }] : []),
  ];
  return (
    <SettingsPage title={t('anyTitle')} subtitle={t('anySubtitle')} under={under}>
      <div className="any-system">
        <section aria-labelledby="any-signed">
          <h2 id="any-signed" className="any-system__title">
            {t('anySigned')}
          </h2>
          <p className="quiet">{t('anySignedBody')}</p>
          <dl className="facts any-system__headers">
            {headers.map((header) => (
              <div key={header} className="any-system__header">
                <dt>
                  <code>{header}</code>
                </dt>
                <dd>{t(`header_${header}`)}</dd>
              </div>
            ))}
          </dl>
          <p className="quiet">{t('anyAnswers')}</p>
          {source && source.hookUrl !== null && <OwnComputerNote address={source.hookUrl} />}
        </section>
        <SignedExample hookUrl={source?.hookUrl ?? null} secret={null} />
        {groups.map((group) => (
          <Fields key={group.name} group={group} />
        ))}
        <div>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
            onClick={saveSchema}
          >
            {t('anySchema')}
          </Button>
        </div>
      </div>
    </SettingsPage>
  );
}

function saveSchema(): void {
  const text = JSON.stringify(webhookSchema, undefined, 2);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/schema+json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'matterline-webhook.schema.json';
  link.click();
  URL.revokeObjectURL(url);
}

function Fields({ group }: { group: FieldGroup }): ReactNode {
  const { t } = useTranslation('sources');
  const title = t(`fields_${group.name}`);
  return (
    <section aria-label={title}>
      <h2 className="any-system__title">{title}</h2>
      {group.name !== 'event' && (
        <p className="quiet">
          {t('fieldsFor')}{' '}
          {group.types.map((type, index) => (
            <span key={type}>
              {index > 0 && ', '}
              <code>{type}</code>
            </span>
          ))}
        </p>
      )}
      <dl className="any-system__fields">
        {group.fields.map(({ name, needed, takes, about }) => (
          <div key={name} className="any-system__field">
            <dt>
              <code>{name}</code>
              {needed && <span className="any-system__needed">{t('fieldNeeded')}</span>}
            </dt>
            <dd>
              {takes}
              {about && <span className="any-system__about">{about}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import { type MessageTemplate, templateSettingsQuery, templatesQuery } from './queries.ts';
import { TemplateForm } from './template-form.tsx';
import './templates-page.css';

const groups = ['messages', 'appointments', 'texts', 'signIn'] as const;

/** Everything that the program sends to clients by itself, in whose words. */
export function TemplatesPage(): ReactNode {
  const { t } = useTranslation('templates');
  const { data, error, refetch } = useQuery(templatesQuery);
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')} roles={['owner', 'administrator']}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <NamesMatter />
      {data &&
        groups.map((group) => (
          <SettingsBlock key={group} title={t(group)} about={t(`${group}About`)}>
            <ul className="templates">
              {data.items
                .filter((one) => one.group === group)
                .map((one) => (
                  <Row key={one.kind} template={one} />
                ))}
            </ul>
          </SettingsBlock>
        ))}
    </SettingsPage>
  );
}

function Row({ template }: { template: MessageTemplate }): ReactNode {
  const { t } = useTranslation('templates');
  const [open, setOpen] = useState(false);
  return (
    <li className="templates__row">
      <button type="button" className="templates__head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="templates__name">{t(template.kind)}</span>
        <span className="templates__whose">{t(template.own ? 'own' : 'ours')}</span>
      </button>
      {open && <TemplateForm key={template.version} template={template} onClose={() => setOpen(false)} />}
    </li>
  );
}

function NamesMatter(): ReactNode {
  const { t } = useTranslation('templates');
  const client = useQueryClient();
  const { data } = useQuery(templateSettingsQuery);
  if (!data) return null;
  const change = (namesMatter: boolean) =>
    api('PATCH /api/v1/message-template-settings', { body: { namesMatter, version: data.version } }).then(
      (after) => client.setQueryData(templateSettingsQuery.queryKey, after),
      showProblem,
    );
  return (
    <SettingsBlock title={t('neutral')} about={t('neutralAbout')}>
      <Switch
        label={t('namesMatter')}
        description={t('namesMatterAbout')}
        checked={data.namesMatter}
        onChange={({ currentTarget }) => void change(currentTarget.checked)}
      />
    </SettingsBlock>
  );
}

import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Switch, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import { HostBlock } from './host-block.tsx';
import { LogoBlock } from './logo-block.tsx';
import { Preview } from './preview.tsx';
import { lookQuery, type PortalLook } from './queries.ts';
import './look-page.css';

/** How the portal looks to the firm's clients, and by what address they come. */
export function LookPage(): ReactNode {
  const { t } = useTranslation('portal-look');
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')} roles={['owner', 'administrator']}>
      <Loaded />
    </SettingsPage>
  );
}

function Loaded(): ReactNode {
  const { data, error, refetch } = useQuery(lookQuery);
  if (data) return <LookForms key={data.version} kept={data} />;
  return error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : null;
}

const isColour = (text: string) => /^#[0-9a-f]{6}$/i.test(text);
const isExit = (text: string) => text === '' || /^https:\/\/\S+\.\S+/.test(text);

function LookForms({ kept }: { kept: PortalLook }): ReactNode {
  const { t } = useTranslation('portal-look');
  const client = useQueryClient();
  const [accent, setAccent] = useState(kept.accent);
  const [exit, setExit] = useState(kept.quickExit !== null);
  const [exitUrl, setExitUrl] = useState(kept.quickExit?.url ?? '');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const take = (after: PortalLook) => client.setQueryData(lookQuery.queryKey, after);
  const fine = isColour(accent) && isExit(exitUrl);
  const changed =
    accent !== kept.accent ||
    exit !== (kept.quickExit !== null) ||
    (exit && exitUrl !== (kept.quickExit?.url ?? ''));

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!fine) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { accent, quickExit: exit, quickExitUrl: exitUrl, version: kept.version };
      take(await api('PATCH /api/v1/portal-look', { body }));
      showDone(t('saved'));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="portal-look">
      <div className="portal-look__forms">
        <form onSubmit={(event) => void save(event)} noValidate>
          {problem !== undefined && <ProblemAlert error={problem} />}
          <SettingsBlock title={t('colour')} about={t('colourAbout')}>
            <div className="portal-look__colour">
              <input
                type="color"
                aria-label={t('colourPick')}
                value={isColour(accent) ? accent : kept.accent}
                onChange={({ currentTarget }) => setAccent(currentTarget.value)}
              />
              <TextInput
                label={t('colourText')}
                value={accent}
                maxLength={7}
                w={120}
                onChange={({ currentTarget }) => setAccent(currentTarget.value.trim())}
                error={!isColour(accent) && t('colourWrong')}
              />
            </div>
          </SettingsBlock>
          <SettingsBlock title={t('exit')} about={t('exitAbout')}>
            <Switch
              label={t('exitOn')}
              checked={exit}
              onChange={({ currentTarget }) => setExit(currentTarget.checked)}
            />
            {exit && (
              <TextInput
                label={t('exitUrl')}
                description={t('exitUrlAbout')}
                value={exitUrl}
                maxLength={300}
                onChange={({ currentTarget }) => setExitUrl(currentTarget.value.trim())}
                error={!isExit(exitUrl) && t('exitWrong')}
              />
            )}
            <div className="settings-actions">
              <Button type="submit" loading={busy} disabled={!changed || !fine}>
                {t('save')}
              </Button>
            </div>
          </SettingsBlock>
        </form>
        <LogoBlock kept={kept} onChanged={take} />
        <HostBlock kept={kept} onChanged={take} />
      </div>
      <Preview look={{ ...kept, accent: isColour(accent) ? accent : kept.accent }} exit={exit} />
    </div>
  );
}

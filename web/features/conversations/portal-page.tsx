import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Switch, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import { NoticeRules } from './notice-rules.tsx';
import { type PortalSettings, portalSettingsQuery } from './queries.ts';

/** How the firm keeps its portal: who sees conversations, how long a message can be taken back. */
export function PortalPage(): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <SettingsPage title={t('portalTitle')} subtitle={t('portalSubtitle')} roles={['owner', 'administrator']}>
      <Loaded />
    </SettingsPage>
  );
}

function Loaded(): ReactNode {
  const { data, error, refetch } = useQuery(portalSettingsQuery);
  if (data)
    return (
      <>
        <PortalForm key={data.version} kept={data} />
        <NoticeRules />
      </>
    );
  return error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : null;
}

/** A whole number of seconds within what the server takes; null: not one. */
function secondsOf(text: string): number | null {
  const seconds = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 99;
  return seconds <= 60 ? seconds : null;
}

function PortalForm({ kept }: { kept: PortalSettings }): ReactNode {
  const { t } = useTranslation('conversations');
  const client = useQueryClient();
  const [membersOnly, setMembersOnly] = useState(kept.membersOnly);
  const [typingShown, setTypingShown] = useState(kept.typingShown);
  const [text, setText] = useState(String(kept.undoSeconds));
  const [busy, setBusy] = useState(false);
  const seconds = secondsOf(text);
  const changed =
    membersOnly !== kept.membersOnly || typingShown !== kept.typingShown || text !== String(kept.undoSeconds);
  async function write(body: Partial<PortalSettings>): Promise<void> {
    const after = await api('PATCH /api/v1/portal-settings', { body });
    client.setQueryData(portalSettingsQuery.queryKey, after);
    void client.invalidateQueries({ queryKey: ['conversations'] });
  }
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (seconds === null) return;
    setBusy(true);
    try {
      await write({ membersOnly, typingShown, undoSeconds: seconds, version: kept.version });
      const { version: _then, ...before } = kept;
      showDone(t('settingsSaved'), () => write(before));
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <SettingsBlock title={t('whoSees')} about={t('whoSeesAbout')}>
        <Switch
          label={t('membersOnly')}
          description={t('membersOnlyAbout')}
          checked={membersOnly}
          onChange={({ currentTarget }) => setMembersOnly(currentTarget.checked)}
        />
      </SettingsBlock>
      <SettingsBlock title={t('typing')}>
        <Switch
          label={t('typingShown')}
          description={t('typingShownAbout')}
          checked={typingShown}
          onChange={({ currentTarget }) => setTypingShown(currentTarget.checked)}
        />
      </SettingsBlock>
      <SettingsBlock title={t('undo')} about={t('undoAbout')}>
        <TextInput
          label={t('undoSeconds')}
          inputMode="numeric"
          maxLength={2}
          w={120}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          error={seconds === null && t('undoRange')}
        />
        <div className="settings-actions">
          <Button type="submit" loading={busy} disabled={!changed || seconds === null}>
            {t('save')}
          </Button>
          {changed && (
            <Button
              variant="subtle"
              onClick={() => {
                setMembersOnly(kept.membersOnly);
                setTypingShown(kept.typingShown);
                setText(String(kept.undoSeconds));
              }}
            >
              {t('putBack')}
            </Button>
          )}
        </div>
      </SettingsBlock>
    </form>
  );
}

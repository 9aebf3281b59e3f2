import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Switch, TextInput } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';

type Settings = Answer<'GET /api/v1/mail-reply-settings'>;

const repliesQuery = queryOptions({
  queryKey: ['mail-ins', 'replies'],
  queryFn: ({ signal }) => api('GET /api/v1/mail-reply-settings', { signal }),
});

/** Whether clients may answer notices of messages by mail. */
export function ReplyForm(): ReactNode {
  const { data, error, refetch } = useQuery(repliesQuery);
  if (data) return <Form key={data.version} kept={data} />;
  return error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : null;
}

/** A whole number of days within what the server takes; null: not one. */
function daysOf(text: string): number | null {
  const days = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 0;
  return days >= 1 && days <= 90 ? days : null;
}

function Form({ kept }: { kept: Settings }): ReactNode {
  const { t } = useTranslation('mail-in');
  const client = useQueryClient();
  const [replyByMail, setReplyByMail] = useState(kept.replyByMail);
  const [text, setText] = useState(String(kept.days));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const days = daysOf(text);
  const changed = replyByMail !== kept.replyByMail || text !== String(kept.days);
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (days === null) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { replyByMail, days, version: kept.version };
      client.setQueryData(repliesQuery.queryKey, await api('PATCH /api/v1/mail-reply-settings', { body }));
      showDone(t('saved'));
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  }
  return (
    <form noValidate onSubmit={(event) => void save(event)}>
      <SettingsBlock title={t('replies')} about={t('repliesAbout')}>
        <Switch
          label={t('replyByMail')}
          description={t('replyByMailAbout')}
          checked={replyByMail}
          onChange={({ currentTarget }) => setReplyByMail(currentTarget.checked)}
        />
        <TextInput
          label={t('replyDays')}
          description={t('replyDaysAbout')}
          inputMode="numeric"
          maxLength={2}
          w={240}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          error={days === null && t('replyDaysRange')}
        />
        {problem !== undefined && <ProblemAlert error={problem} dense />}
        <div className="settings-actions">
          <Button type="submit" loading={busy} disabled={!changed || days === null}>
            {t('save')}
          </Button>
        </div>
      </SettingsBlock>
    </form>
  );
}

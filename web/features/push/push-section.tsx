import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';
import { pushWorks, subscribe, unsubscribe } from '../../push/subscribe.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';

const worker = { script: '/staff-sw.js', scope: '/' };
type Preferences = Answer<'GET /api/v1/push-preferences'>;
type Change = Api['PATCH /api/v1/push-preferences']['body'];

/** Being told of clients' messages on this device, and when. */
export function PushSection(): ReactNode {
  const { t } = useTranslation('push');
  const device = useQuery({ queryKey: ['push'], queryFn: () => api('GET /api/v1/push') });
  const kept = useQuery({
    queryKey: ['push', 'preferences'],
    queryFn: () => api('GET /api/v1/push-preferences'),
  });
  const error = device.error ?? kept.error;
  return (
    <SettingsBlock title={t('title')} about={t('about')}>
      {error && <ProblemAlert error={error} />}
      {!pushWorks() && <p>{t('never')}</p>}
      {pushWorks() && device.data && <Device on={device.data.on} publicKey={device.data.publicKey} />}
      {kept.data && <When key={kept.data.version} kept={kept.data} />}
    </SettingsBlock>
  );
}

function Device({ on, publicKey }: { on: boolean; publicKey: string }): ReactNode {
  const { t } = useTranslation('push');
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  async function act(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['push'] });
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const turnOn = () =>
    act(async () => {
      const body = await subscribe(worker, publicKey);
      if (body) await api('PUT /api/v1/push', { body });
      else showDone(t('denied'));
    });
  const turnOff = () =>
    act(async () => {
      await api('DELETE /api/v1/push');
      await unsubscribe(worker.scope);
    });
  return (
    <>
      <p>{t(on ? 'on' : 'why')}</p>
      <div className="settings-actions">
        <Button
          variant={on ? 'default' : 'filled'}
          loading={busy}
          onClick={() => void (on ? turnOff() : turnOn())}
        >
          {t(on ? 'turnOff' : 'turnOn')}
        </Button>
      </div>
    </>
  );
}

const tells = ['new', 'unanswered', 'none'] as const;
const timeOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function minutesOf(time: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(time) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}

function When({ kept }: { kept: Preferences }): ReactNode {
  const { t } = useTranslation('push');
  const client = useQueryClient();
  async function change(body: Change): Promise<void> {
    try {
      const after = await api('PATCH /api/v1/push-preferences', { body });
      client.setQueryData(['push', 'preferences'], after);
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <>
      <NativeSelect
        label={t('tell')}
        value={kept.tell}
        data={tells.map((value) => ({ value, label: t(value) }))}
        onChange={({ currentTarget: { value } }) => {
          const tell = tells.find((one) => one === value);
          if (tell) void change({ tell });
        }}
      />
      {kept.tell === 'unanswered' && (
        <NativeSelect
          label={t('after')}
          value={String(kept.unansweredMinutes)}
          data={[15, 30, 60, 120, 240].map((minutes) => ({
            value: String(minutes),
            label: t('minutes', { minutes }),
          }))}
          onChange={({ currentTarget: { value } }) => void change({ unansweredMinutes: Number(value) })}
        />
      )}
      <Switch
        label={t('quiet')}
        description={t('quietAbout')}
        checked={kept.quiet}
        onChange={({ currentTarget: { checked } }) => void change({ quiet: checked })}
      />
      {kept.quiet && (
        <div className="push-hours">
          <TextInput
            type="time"
            label={t('from')}
            defaultValue={timeOf(kept.workFrom)}
            onBlur={({ currentTarget: { value } }) => {
              const workFrom = minutesOf(value);
              if (workFrom !== null && workFrom !== kept.workFrom) void change({ workFrom });
            }}
          />
          <TextInput
            type="time"
            label={t('until')}
            defaultValue={timeOf(kept.workUntil % 1440)}
            onBlur={({ currentTarget: { value } }) => {
              const workUntil = minutesOf(value);
              if (workUntil !== null && workUntil !== kept.workUntil) void change({ workUntil });
            }}
          />
        </div>
      )}
    </>
  );
}

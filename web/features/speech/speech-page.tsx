import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Switch } from '@mantine/core';
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { useDestinations } from '../options/destinations.ts';
import { optionsFor, optionsQuery } from '../options/use-options.ts';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import { type SpeechSettings, speechSettingsQuery } from './queries.ts';
import './speech.css';
import { SpeechForm } from './speech-form.tsx';

/** The firm's speech service: what leaves the firm, where to, how callers are told, and what is made. */
export function SpeechPage(): ReactNode {
  const { t } = useTranslation('speech');
  const { data, error, refetch } = useQuery(speechSettingsQuery);
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')} roles={['owner', 'administrator']}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ProgressLine label={t('title')} />}
      {data && (
        <>
          <Leaves settings={data} />
          <SpeechForm key={data.revision} settings={data} />
          <Test settings={data} />
          <Options settings={data} />
        </>
      )}
    </SettingsPage>
  );
}

/** Where calls are logged, and whether something is sent of those logged there: what the firm has, or its own. */
function useSentFrom(): { several: boolean; all: boolean; names: string[] } {
  const destinations = useDestinations();
  const several = destinations.length > 0;
  const places = several ? destinations : [{ id: '', name: '' }];
  const views = useQueries({ queries: places.map(({ id }) => optionsFor(id)) });
  const on = places.filter((_place, index) => {
    const options = views[index]?.data?.options;
    return options?.transcription === true || options?.summary === true;
  });
  return { several, all: on.length === places.length, names: on.map(({ name }) => name) };
}

function Leaves({ settings }: { settings: SpeechSettings }): ReactNode {
  const { t } = useTranslation('speech');
  const { locale } = useFirmFormat();
  const { several, all, names } = useSentFrom();
  const { baseUrl, includeRestricted } = settings;
  const on = names.length > 0;
  function words(): string {
    if (baseUrl === '') return t('leavesNothing');
    const { host } = new URL(baseUrl);
    if (!on) return t(several ? 'leavesOffEverywhere' : 'leavesOff');
    if (all) return t('leavesOn', { host });
    return t('leavesOnAt', { host, places: new Intl.ListFormat(locale).format(names) });
  }
  return (
    <SettingsBlock title={t('leaves')}>
      <p className="speech__leaves">
        {words()}
        {baseUrl !== '' && on && !includeRestricted && ` ${t('leavesRestricted')}`}
      </p>
      {baseUrl !== '' && <p className="quiet figures">{t('counts', settings.counts)}</p>}
      {settings.trouble !== '' && (
        <p role="status" className="speech__trouble">
          <StateBadge state="failed">{t('trouble')}</StateBadge> {settings.trouble}
        </p>
      )}
    </SettingsBlock>
  );
}

function Test({ settings }: { settings: SpeechSettings }): ReactNode {
  const { t } = useTranslation('speech');
  const client = useQueryClient();
  const { test, baseUrl } = settings;
  if (baseUrl === '') return null;
  const ask = () =>
    api('POST /api/v1/speech-settings/test').then(
      (after) => client.setQueryData(speechSettingsQuery.queryKey, after),
      (error: unknown) => showProblem(error),
    );
  return (
    <SettingsBlock title={t('test')} about={t('testAbout')}>
      <div className="settings-actions">
        <Button variant="default" loading={test.state === 'waiting'} onClick={() => void ask()}>
          {t('test')}
        </Button>
      </div>
      {(test.state === 'ok' || test.state === 'failed') && (
        <p role="status">
          <StateBadge state={test.state === 'ok' ? 'logged' : 'failed'}>
            {t(test.state === 'ok' ? 'testOk' : 'testFailed')}
          </StateBadge>{' '}
          {test.detail} {test.at !== null && <RelativeTime at={test.at} />}
        </p>
      )}
    </SettingsBlock>
  );
}

function Options({ settings }: { settings: SpeechSettings }): ReactNode {
  const { t } = useTranslation('speech');
  const client = useQueryClient();
  const options = useQuery(optionsQuery).data?.options;
  const several = useDestinations().length > 0;
  const { ready, transcriptionModel, summaryModel } = settings;
  async function save(change: { transcription?: boolean; summary?: boolean }): Promise<void> {
    const saved = await api('PATCH /api/v1/options', { body: change });
    client.setQueryData(optionsQuery.queryKey, saved);
    await client.invalidateQueries({ queryKey: ['options'] });
  }
  function change(option: 'transcription' | 'summary', on: boolean): void {
    save({ [option]: on }).then(
      () => showDone(t(on ? 'on' : 'off', { option: t(option) }), () => save({ [option]: !on })),
      (error: unknown) => showProblem(error),
    );
  }
  const possible = {
    transcription: ready && transcriptionModel !== '',
    summary: ready && summaryModel !== '',
  };
  return (
    <SettingsBlock title={t('options')} about={t('optionsAbout')}>
      {(['transcription', 'summary'] as const).map((option) => (
        <Switch
          key={option}
          label={t(option)}
          description={t(`${option}About`)}
          checked={options?.[option] === true}
          disabled={options === undefined || (!possible[option] && !options[option])}
          onChange={({ currentTarget }) => change(option, currentTarget.checked)}
        />
      ))}
      {!ready && <p className="quiet">{t('optionsNeed')}</p>}
      {several && (
        <p className="quiet speech__places">
          {t('optionsPlaces')} <Link to={paths.callLogging}>{t('optionsPlacesLink')}</Link>
        </p>
      )}
    </SettingsBlock>
  );
}

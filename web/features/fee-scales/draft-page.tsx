import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { Editor } from './editor.tsx';
import './fee-scales.css';
import { LeaveQuestion } from './leave-question.tsx';
import { everyScaleKey, type FeeScale, scaleQuery, versionQuery } from './queries.ts';
import { type DraftState, type Opened, useDraft } from './use-draft.ts';
import { useDay } from './version-state.tsx';

const PublishDialog = lazy(() =>
  import('./publish-dialog.tsx').then((module) => ({ default: module.PublishDialog })),
);
const administrators = ['owner', 'administrator'] as const;

/** The draft of the next version: the one that is there, else what is in force now, to be changed. */
export function DraftPage(): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const scale = useQuery(scaleQuery(id));
  const versions = scale.data?.versions ?? [];
  const base = versions.find(({ state }) => state !== 'past') ?? versions[0];
  const version = useQuery({ ...versionQuery(id, base?.id ?? ''), enabled: base !== undefined });
  // What is being edited stays, whatever is read anew behind it.
  const [opened, setOpened] = useState<Opened & { number: number }>();
  if (!opened && base && version.data && !version.isFetching && !scale.isFetching)
    setOpened({
      content: version.data.content,
      version: base.state === 'draft' ? version.data.version : null,
      number: base.state === 'draft' ? base.number : base.number + 1,
    });
  if (scale.data && opened) return <DraftScreen scale={scale.data} opened={opened} number={opened.number} />;
  const error = scale.error ?? version.error;
  return (
    <SettingsPage
      title={t('draft')}
      under={[{ to: paths.feeScales, label: t('title') }]}
      roles={administrators}
    >
      {error ? (
        <ProblemAlert error={error} onRetry={() => void scale.refetch()} />
      ) : (
        <ProgressLine label={t('draft')} />
      )}
    </SettingsPage>
  );
}

function DraftScreen(props: { scale: FeeScale; opened: Opened; number: number }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { scale } = props;
  const client = useQueryClient();
  const navigate = useNavigate();
  const day = useDay();
  const state = useDraft(scale.id, props.opened);
  const [publishing, setPublishing] = useState<number>();
  const { dirty, version } = state;

  async function save(): Promise<void> {
    if ((await state.save()) !== undefined) showDone(t('draftSaved'));
  }
  async function publish(): Promise<void> {
    const saved = dirty || version === null ? await state.save() : version;
    if (saved !== undefined) setPublishing(saved);
  }
  async function published(after: FeeScale, startsOn: string): Promise<void> {
    setPublishing(undefined);
    client.setQueryData(scaleQuery(scale.id).queryKey, after);
    void client.invalidateQueries({ queryKey: everyScaleKey });
    await navigate({ to: paths.feeScale, params: { id: scale.id } });
    showDone(t('published', { day: day(startsOn) }));
  }
  return (
    <SettingsPage
      title={t('draftOf', { name: scale.name })}
      under={[
        { to: paths.feeScales, label: t('title') },
        { to: paths.feeScale.replace('$id', scale.id), label: scale.name },
      ]}
      roles={administrators}
      subtitle={t('versionNumber', { number: props.number })}
      actions={
        <>
          {dirty && <StateBadge state="waiting">{t('unsaved')}</StateBadge>}
          <Button variant="default" loading={state.saving} disabled={!dirty} onClick={() => void save()}>
            {t('saveDraft')}
          </Button>
          <Button onClick={() => void publish()}>{t('publishAsk')}</Button>
        </>
      }
    >
      <NotSaved state={state} />
      <Editor state={state} />
      <LeaveQuestion dirty={dirty} save={async () => (await state.save()) !== undefined} />
      <Suspense>
        {publishing !== undefined && (
          <PublishDialog
            scaleId={scale.id}
            version={publishing}
            onPublished={(after, startsOn) => void published(after, startsOn)}
            onClose={() => setPublishing(undefined)}
          />
        )}
      </Suspense>
    </SettingsPage>
  );
}

/** Why the last try to save came to nothing; what is typed stays. */
function NotSaved({ state }: { state: DraftState }): ReactNode {
  const { t } = useTranslation('fee-scales');
  if (state.meanwhile)
    return (
      <div className="fee-meanwhile" role="alert">
        <p className="fee-meanwhile__title">{t('meanwhile')}</p>
        <p>{t('meanwhileAbout')}</p>
        <div className="fee-dialog__buttons">
          <Button size="xs" variant="default" onClick={() => void state.takeTheirs()}>
            {t('takeTheirs')}
          </Button>
          <Button size="xs" variant="default" onClick={() => void state.save(true)}>
            {t('saveMine')}
          </Button>
        </div>
      </div>
    );
  return state.error === undefined ? null : <ProblemAlert error={state.error} kept={t('kept')} />;
}

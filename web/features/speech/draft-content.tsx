import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { clockOf } from '../../ui/audio-player.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { lineOf } from './edit.ts';
import type { Draft } from './queries.ts';

type Props = { draft: Draft; interactionId: string; matterId: string | null };

/** What was said, each line from its moment in the recording; or what it came to. */
export function DraftContent({ draft, interactionId, matterId }: Props): ReactNode {
  if (draft.summary !== null) return <Summary summary={draft.summary} matterId={matterId} />;
  if (draft.transcript === null) return null;
  const { artefactId, transcript } = draft;
  return (
    <Transcript
      transcript={transcript}
      source={artefactId === null ? null : `/api/v1/interactions/${interactionId}/artefacts/${artefactId}`}
    />
  );
}

function Transcript(props: {
  transcript: NonNullable<Draft['transcript']>;
  source: string | null;
}): ReactNode {
  const { t } = useTranslation('speech');
  const { text, segments } = props.transcript;
  if (segments.length === 0) return <p className="speech__text">{text === '' ? t('noWords') : text}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also for those who use the keyboard
    <ol className="speech__lines" tabIndex={0} aria-label={t('transcript')}>
      {segments.map((segment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity, and do not move
        <li key={index} className="speech__line">
          <button
            type="button"
            className="speech__at"
            aria-label={t('listenFrom', { at: clockOf(segment.start) })}
            onClick={() => props.source !== null && listenFrom(props.source, segment.start)}
          >
            {clockOf(segment.start)}
          </button>
          <span className="speech__text">{lineOf(segment)}</span>
        </li>
      ))}
    </ol>
  );
}

/** The player of that recording stands on the same page; it follows its own sound. */
function listenFrom(source: string, seconds: number): void {
  const player = [...document.querySelectorAll('audio')].find((one) => one.getAttribute('src') === source);
  if (!player) return;
  player.currentTime = seconds;
  void player.play().catch(() => undefined);
}

function Summary(props: { summary: NonNullable<Draft['summary']>; matterId: string | null }): ReactNode {
  const { t } = useTranslation('speech');
  const client = useQueryClient();
  const { summary, actionItems } = props.summary;
  const makeTask = (subject: string) =>
    api('POST /api/v1/tasks', { body: { subject, matterId: props.matterId } }).then(
      () => {
        showDone(t('taskMade', { subject }));
        void client.invalidateQueries({ queryKey: ['tasks'] });
      },
      (error: unknown) => showProblem(error),
    );
  return (
    <>
      <p className="speech__text">{summary}</p>
      {actionItems.length > 0 && (
        <ul className="speech__items" aria-label={t('toDo')}>
          {actionItems.map((item) => (
            <li key={item} className="speech__item">
              <span className="speech__text">{item}</span>
              <Button size="compact-xs" variant="default" onClick={() => void makeTask(item)}>
                {t('makeTask')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

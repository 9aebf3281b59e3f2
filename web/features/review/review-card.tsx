import { Button, Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Duration } from '../../ui/duration.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Files } from '../activity/files.tsx';
import {
  type Interaction,
  type InteractionDetail,
  kindOf,
  leadEntry,
  numberBeside,
  shortName,
} from '../activity/interaction.ts';
import { Heading } from '../activity/parts.tsx';
import { interactionQuery } from '../activity/queries.ts';
import { ConsequenceWords, ReviewSentence } from './card-words.tsx';
import { Choices } from './choices.tsx';
import type { Decision } from './one-by-one.tsx';

const MoveDialog = lazy(() =>
  import('../activity/move-dialog.tsx').then((module) => ({ default: module.MoveDialog })),
);

type Props = {
  summary: Interaction;
  leaving: boolean;
  position: { at: number; total: number };
  onStep: (step: 1 | -1) => void;
  onDecide: (decision: Decision) => void;
};

/** The one thing that is looked at: what it is, why it is here, and what it may become. */
export function ReviewCard(props: Props): ReactNode {
  const { t } = useTranslation('review');
  const { summary, onDecide } = props;
  const detail = useQuery(interactionQuery(summary.id)).data;
  const entry = leadEntry(summary);
  const held = entry?.state === 'held';
  const failed = entry?.state === 'failed';
  const [choosing, setChoosing] = useState(false);
  const [always, setAlways] = useState(false);
  const contactName = summary.externalParty.contactName;
  const leave = () => onDecide({ do: failed ? 'redrive' : 'approve' });
  const skip = () => onDecide({ do: 'skip' });
  useShortcuts([
    { keys: 'm', label: t('otherMatter'), run: () => setChoosing(true) },
    { keys: 'e', label: t('dontLog'), run: skip },
    { keys: 'a', label: t(held ? 'logIt' : 'leave'), run: leave },
  ]);
  return (
    <article className="review-card" data-leaving={props.leaving || undefined}>
      <CardHead {...props} />
      {summary.excerpt !== null && <p className="review-card__text">{detail?.body ?? summary.excerpt}</p>}
      {detail && <Heard detail={detail} />}
      <div className="review-card__question">
        <ReviewSentence interaction={summary} detail={detail} />
        <Choices
          interaction={summary}
          detail={detail}
          onChoose={(choice) => onDecide({ do: 'refile', choice: { ...choice, ...(always && { always }) } })}
          onOther={() => setChoosing(true)}
        />
        {contactName !== null && (
          <Checkbox
            size="xs"
            checked={always}
            onChange={(event) => setAlways(event.currentTarget.checked)}
            label={t('always', { name: contactName })}
          />
        )}
      </div>
      <div className="review-card__foot">
        <p className="review-card__consequence">
          {entry && <ConsequenceWords interaction={summary} entry={entry} />}
        </p>
        <div className="review-card__actions">
          <Button variant={held || failed ? 'filled' : 'default'} onClick={leave}>
            {t(held ? 'logIt' : failed ? 'tryAgain' : 'leave')} <kbd className="button-key">a</kbd>
          </Button>
          <Button variant="default" onClick={skip}>
            {t('dontLog')} <kbd className="button-key">e</kbd>
          </Button>
        </div>
      </div>
      <Suspense>
        {choosing && detail && (
          <MoveDialog
            interaction={detail}
            onClose={() => setChoosing(false)}
            onChoose={(choice) => {
              setChoosing(false);
              onDecide({ do: 'refile', choice });
            }}
          />
        )}
      </Suspense>
    </article>
  );
}

function CardHead({ summary, position, onStep }: Props): ReactNode {
  const { t } = useTranslation(['review', 'activity']);
  const who = shortName(summary.staffName);
  const number = numberBeside(summary.externalParty);
  return (
    <header className="review-card__head">
      <KindIcon kind={kindOf(summary)} size={20} />
      <div className="review-card__words">
        <h2 className="review-card__title">
          <Heading of={summary} />
        </h2>
        <p className="quiet">
          <RelativeTime at={summary.startedAt} />
          {summary.talkSeconds > 0 && (
            <>
              {' · '}
              <Duration seconds={summary.talkSeconds} />
            </>
          )}
          {summary.pages !== null && ` · ${t('activity:pages', { count: summary.pages })}`}
          {who !== null && ` · ${t('activity:toPerson', { name: who })}`}
          {number !== null && <span className="figures"> · {number}</span>}
        </p>
      </div>
      <nav className="review-card__position figures" aria-label={t('position', position)}>
        <button
          type="button"
          aria-label={t('previous')}
          disabled={position.at <= 1}
          onClick={() => onStep(-1)}
        >
          <IconChevronLeft size={16} stroke={1.75} aria-hidden />
        </button>
        <span aria-live="polite">{t('position', position)}</span>
        <button
          type="button"
          aria-label={t('next')}
          disabled={position.at >= position.total}
          onClick={() => onStep(1)}
        >
          <IconChevronRight size={16} stroke={1.75} aria-hidden />
        </button>
      </nav>
    </header>
  );
}

/** A voicemail or a fax often says at once what it is about. */
function Heard({ detail }: { detail: InteractionDetail }): ReactNode {
  return detail.artefacts.length > 0 && <Files interaction={detail} />;
}

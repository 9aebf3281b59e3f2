import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { DraftContent } from './draft-content.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { type Draft, type InteractionSpeech, interactionSpeechQuery } from './queries.ts';
import './speech.css';

export type Act = (
  work: () => Promise<InteractionSpeech>,
  said: string,
  back?: (after: InteractionSpeech) => Promise<InteractionSpeech>,
) => Promise<void>;

/** Summary and transcripts of a call: what a machine made, and what a person can make of it. */
export function InteractionSpeechSection({
  id,
  matterId,
}: {
  id: string;
  matterId: string | null;
}): ReactNode {
  const { t } = useTranslation('speech');
  const client = useQueryClient();
  const query = interactionSpeechQuery(id);
  const { data } = useQuery(query);
  if (!data || (data.items.length === 0 && !data.mayAsk)) return null;
  const keep = (after: InteractionSpeech) => client.setQueryData(query.queryKey, after);
  const act: Act = async (work, said, back) => {
    try {
      const after = await work();
      keep(after);
      showDone(said, back && (() => back(after).then(keep)));
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <>
      {data.items.map((draft) => (
        <DraftSection key={draft.id} draft={draft} interactionId={id} matterId={matterId} act={act} />
      ))}
      {data.mayAsk && (
        <div className="speech__actions">
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              void act(() => api('POST /api/v1/interactions/:id/speech', { params: { id } }), t('asked'))
            }
          >
            {t('ask')}
          </Button>
        </div>
      )}
    </>
  );
}

type Props = { draft: Draft; interactionId: string; matterId: string | null; act: Act };

function DraftSection(props: Props): ReactNode {
  const { t } = useTranslation('speech');
  const { draft, act } = props;
  const [editing, setEditing] = useState(false);
  const title = t(draft.kind === 'transcript' ? 'transcript' : 'summaryTitle');
  return (
    <section className="speech" aria-label={title}>
      <div className="speech__head">
        <h2 className="interaction__section-title">{title}</h2>
        <Standing draft={draft} />
      </div>
      {draft.state !== 'done' ? (
        <NotMade draft={draft} act={act} />
      ) : editing ? (
        <DraftEditor draft={draft} act={act} onClose={() => setEditing(false)} />
      ) : (
        <>
          {draft.standing !== 'discarded' && <DraftContent {...props} />}
          <Actions draft={draft} act={act} onEdit={() => setEditing(true)} />
        </>
      )}
    </section>
  );
}

function Standing({ draft }: { draft: Draft }): ReactNode {
  const { t } = useTranslation('speech');
  if (draft.state !== 'done') return null;
  const { standing, standingBy, editedBy } = draft;
  return (
    <>
      {standing === 'draft' && <StateBadge state="held">{t('draft')}</StateBadge>}
      {standing === 'approved' && (
        <StateBadge state="logged">
          {standingBy === null ? t('approved') : t('approvedBy', { name: standingBy })}
        </StateBadge>
      )}
      {standing === 'discarded' && (
        <StateBadge state="undone">
          {standingBy === null ? t('discarded') : t('discardedBy', { name: standingBy })}
        </StateBadge>
      )}
      {editedBy !== null && <span className="quiet">{t('corrected', { name: editedBy })}</span>}
    </>
  );
}

function NotMade({ draft, act }: { draft: Draft; act: Act }): ReactNode {
  const { t } = useTranslation('speech');
  const { id, state, detail } = draft;
  return (
    <>
      <p className="quiet speech__text">
        {detail === '' ? t(state === 'waiting' ? 'waiting' : 'failedWords') : detail}
      </p>
      {state !== 'waiting' && (
        <div className="speech__actions">
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              void act(() => api('POST /api/v1/speech-drafts/:id/retry', { params: { id } }), t('asked'))
            }
          >
            {t('again')}
          </Button>
        </div>
      )}
    </>
  );
}

function Actions({ draft, act, onEdit }: { draft: Draft; act: Act; onEdit: () => void }): ReactNode {
  const { t } = useTranslation('speech');
  const { id, standing } = draft;
  const params = { id };
  const restore = (after: InteractionSpeech) =>
    api('POST /api/v1/speech-drafts/:id/restore', {
      params,
      body: { revision: after.items.find((one) => one.id === id)?.revision ?? 0 },
    });
  const body = { revision: draft.revision };
  const approve = () =>
    act(() => api('POST /api/v1/speech-drafts/:id/approve', { params, body }), t('done_approve'), restore);
  const discard = () =>
    act(() => api('POST /api/v1/speech-drafts/:id/discard', { params, body }), t('done_discard'), restore);
  const bringBack = () =>
    act(() => api('POST /api/v1/speech-drafts/:id/restore', { params, body }), t('done_restore'));
  if (standing === 'discarded')
    return (
      <div className="speech__actions">
        <Button size="xs" variant="default" onClick={() => void bringBack()}>
          {t('bringBack')}
        </Button>
      </div>
    );
  return (
    <div className="speech__actions">
      {standing === 'draft' && (
        <Button size="xs" variant="default" onClick={() => void approve()}>
          {t('approve')}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={onEdit}>
        {t('correct')}
      </Button>
      <Button size="xs" variant="subtle" onClick={() => void discard()}>
        {t('discard')}
      </Button>
    </div>
  );
}

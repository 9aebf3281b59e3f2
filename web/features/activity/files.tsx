import { Button } from '@mantine/core';
import { IconFileTypePdf, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { AudioPlayer } from '../../ui/audio-player.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import './files.css';
import './section-title.css';
import type { InteractionDetail } from './interaction.ts';
import { interactionQuery } from './queries.ts';

type Artefact = InteractionDetail['artefacts'][number];
const titles = {
  recording: 'recording',
  voicemail: 'voicemail',
  media: 'pictures',
  fax_document: 'faxDocument',
  transcript: 'transcript',
} as const;

/** Recordings, voicemails, pictures, the fax itself, and what was said in writing. */
export function Files({ interaction }: { interaction: InteractionDetail }): ReactNode {
  const { t } = useTranslation('activity');
  const { artefacts } = interaction;
  const kinds = (['voicemail', 'recording', 'fax_document', 'media', 'transcript'] as const).filter((kind) =>
    artefacts.some((one) => one.kind === kind),
  );
  return kinds.map((kind) => (
    <section key={kind} aria-label={t(titles[kind])}>
      <h2 className="interaction__section-title">{t(titles[kind])}</h2>
      <div className={kind === 'media' ? 'files files--pictures' : 'files'}>
        {artefacts
          .filter((one) => one.kind === kind)
          .map((one, index) => (
            <File
              key={one.id}
              artefact={one}
              interactionId={interaction.id}
              talkSeconds={interaction.talkSeconds}
              number={index + 1}
            />
          ))}
      </div>
    </section>
  ));
}

type FileProps = { artefact: Artefact; interactionId: string; talkSeconds: number; number: number };

function File(props: FileProps): ReactNode {
  const { artefact } = props;
  const { url } = artefact;
  return (
    <>
      {artefact.state !== 'stored' && artefact.text === null && <NotHere {...props} />}
      {artefact.state === 'stored' && url !== null && <Content {...props} url={url} />}
      {artefact.text !== null && <p className="files__text">{artefact.text}</p>}
    </>
  );
}

function Content(props: FileProps & { url: string }): ReactNode {
  const { t } = useTranslation('activity');
  const { artefact, url } = props;
  if (artefact.kind === 'recording' || artefact.kind === 'voicemail')
    return (
      <AudioPlayer
        src={url}
        seconds={artefact.durationSeconds ?? (artefact.kind === 'recording' ? props.talkSeconds : 0)}
        label={t(titles[artefact.kind])}
      />
    );
  if (artefact.kind === 'media' && artefact.contentType?.startsWith('image/')) {
    return (
      <a href={url} target="_blank" rel="noreferrer" className="files__picture">
        <img src={url} alt={t('picture', { number: props.number })} loading="lazy" />
      </a>
    );
  }
  if (artefact.kind === 'transcript') return null;
  return (
    <a href={url} target="_blank" rel="noreferrer" className="files__document">
      <IconFileTypePdf size={20} stroke={1.5} aria-hidden />
      <span>{artefact.fileName ?? t('openFax')}</span>
    </a>
  );
}

/** A file that is not here: on its way, failed (with another try), or gone at the vendor. */
function NotHere(props: { artefact: Artefact; interactionId: string }): ReactNode {
  const { t } = useTranslation('activity');
  const client = useQueryClient();
  const { artefact, interactionId } = props;
  const retry = useMutation({
    mutationFn: () =>
      api('POST /api/v1/interactions/:id/artefacts/:artefactId/retry', {
        params: { id: interactionId, artefactId: artefact.id },
      }),
    onSuccess: () => client.invalidateQueries(interactionQuery(interactionId)),
    onError: (error) => showProblem(error),
  });
  const words = {
    pending: 'filePending',
    failed: 'fileFailed',
    unavailable: 'fileGone',
    stored: 'filePending',
  } as const;
  return (
    <div className="files__not-here">
      <p className="quiet">
        {t(words[artefact.state])}
        {artefact.state === 'failed' && artefact.error !== null && ` ${artefact.error}`}
      </p>
      {artefact.state === 'failed' && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} stroke={1.75} aria-hidden />}
          disabled={retry.isPending}
          onClick={() => retry.mutate()}
        >
          {t(retry.isPending ? 'fileRetrying' : 'fileRetry')}
        </Button>
      )}
    </div>
  );
}

import '@mantine/core/styles/Input.layer.css';
import { Button, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { editableOf, transcriptFrom } from './edit.ts';
import type { Act } from './interaction-speech.tsx';
import type { Draft } from './queries.ts';

/** Corrects a draft; the machine's own words stay beside it. */
export function DraftEditor(props: { draft: Draft; act: Act; onClose: () => void }): ReactNode {
  const { t } = useTranslation('speech');
  const { draft, act, onClose } = props;
  const { transcript, summary } = draft;
  const [words, setWords] = useState(transcript ? editableOf(transcript) : (summary?.summary ?? ''));
  const [items, setItems] = useState((summary?.actionItems ?? []).join('\n'));
  const lines = items
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const corrected = transcript
    ? { transcript: transcriptFrom(words, transcript) }
    : { summary: { summary: words.trim(), actionItems: lines } };
  async function save(): Promise<void> {
    await act(
      () =>
        api('PUT /api/v1/speech-drafts/:id', {
          params: { id: draft.id },
          body: { ...corrected, revision: draft.revision },
        }),
      t('done_correct'),
    );
    onClose();
  }
  return (
    <>
      <Textarea
        label={t('words')}
        autosize
        minRows={4}
        maxRows={20}
        value={words}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
      />
      {summary && (
        <Textarea
          label={t('toDoLines')}
          autosize
          minRows={2}
          maxRows={10}
          value={items}
          onChange={({ currentTarget }) => setItems(currentTarget.value)}
        />
      )}
      <Machine draft={draft} />
      <div className="speech__actions">
        <Button size="xs" onClick={() => void save()}>
          {t('keep')}
        </Button>
        <Button size="xs" variant="subtle" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </>
  );
}

function Machine({ draft }: { draft: Draft }): ReactNode {
  const { t } = useTranslation('speech');
  const { machineTranscript, machineSummary } = draft;
  if (machineTranscript === null && machineSummary === null) return null;
  return (
    <details>
      <summary>{t('machineWords')}</summary>
      <p className="speech__text quiet">
        {machineTranscript ? editableOf(machineTranscript) : machineSummary?.summary}
      </p>
    </details>
  );
}

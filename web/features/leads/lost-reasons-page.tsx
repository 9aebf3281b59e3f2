import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconArchive, IconArrowDown, IconArrowUp, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { lostReasonsQuery } from './queries.ts';
import './settings-lists.css';

type Reason = Answer<'GET /api/v1/lost-reasons'>['items'][number];
const administrators = ['owner', 'administrator'] as const;

/** Does something to the list and reads it again; what fails is said. True when it was done. */
function useReasonAction(): (work: () => Promise<unknown>) => Promise<boolean> {
  const client = useQueryClient();
  return async (work) => {
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['lost-reasons'] });
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    }
  };
}

/** The firm's list of why leads are lost: rename, add, order, no longer offer. */
export function LostReasonsPage(): ReactNode {
  const { t } = useTranslation('leads');
  const { data, error, refetch } = useQuery(lostReasonsQuery(true));
  const all = data?.items ?? [];
  const offered = all.filter(({ archived }) => !archived);
  const archived = all.filter((reason) => reason.archived);
  return (
    <SettingsPage title={t('lostReasons')} subtitle={t('lostReasonsAbout')} roles={administrators}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <ul className="reasons">
        {offered.map((reason, index) => (
          <ReasonLine key={reason.id} reason={reason} order={offered.map(({ id }) => id)} index={index} />
        ))}
      </ul>
      <AddReason />
      {archived.length > 0 && (
        <>
          <h2 className="reasons__title">{t('archivedOnes')}</h2>
          <ul className="reasons">
            {archived.map((reason) => (
              <ArchivedLine key={reason.id} reason={reason} />
            ))}
          </ul>
        </>
      )}
    </SettingsPage>
  );
}

function ReasonLine(props: { reason: Reason; order: readonly string[]; index: number }): ReactNode {
  const { t } = useTranslation('leads');
  const act = useReasonAction();
  const { reason, order, index } = props;
  const { id, label } = reason;
  const [text, setText] = useState(label);
  const params = { id };
  const change = (body: { label?: string; counts?: boolean; archived?: boolean }) =>
    act(() => api('PATCH /api/v1/lost-reasons/:id', { params, body }));

  async function rename(): Promise<void> {
    const next = text.trim();
    if (next === '' || next === label) return setText(label);
    if (!(await change({ label: next }))) setText(label);
  }
  function move(by: 1 | -1): void {
    const ids = order.filter((other) => other !== id);
    ids.splice(index + by, 0, id);
    void act(() => api('PUT /api/v1/lost-reasons/order', { body: { ids } }));
  }
  async function archive(): Promise<void> {
    if (await change({ archived: true }))
      showDone(t('reasonArchived', { label }), () => change({ archived: false }));
  }
  return (
    <li className="reason">
      <TextInput
        className="reason__name"
        aria-label={t('rename', { label })}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => void rename()}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
      <Checkbox
        label={t('reasonCounts')}
        aria-label={t('reasonCountsOf', { label })}
        checked={reason.counts}
        onChange={(event) => void change({ counts: event.currentTarget.checked })}
      />
      <span className="reason__ways">
        <ActionIcon aria-label={t('moveUp', { label })} disabled={index === 0} onClick={() => move(-1)}>
          <IconArrowUp size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
        <ActionIcon
          aria-label={t('moveDown', { label })}
          disabled={index === order.length - 1}
          onClick={() => move(1)}
        >
          <IconArrowDown size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
        <ActionIcon
          aria-label={t('archiveOf', { label })}
          title={t('archive')}
          onClick={() => void archive()}
        >
          <IconArchive size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </span>
    </li>
  );
}

function ArchivedLine({ reason }: { reason: Reason }): ReactNode {
  const { t } = useTranslation('leads');
  const act = useReasonAction();
  const params = { id: reason.id };
  return (
    <li className="reason">
      <span className="reason__name quiet">{reason.label}</span>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={t('bringBackOf', { label: reason.label })}
        onClick={() =>
          void act(() => api('PATCH /api/v1/lost-reasons/:id', { params, body: { archived: false } }))
        }
      >
        {t('bringBack')}
      </Button>
    </li>
  );
}

function AddReason(): ReactNode {
  const { t } = useTranslation('leads');
  const act = useReasonAction();
  const [label, setLabel] = useState('');
  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    const name = label.trim();
    if (name === '') return;
    if (!(await act(() => api('POST /api/v1/lost-reasons', { body: { label: name } })))) return;
    setLabel('');
    showDone(t('reasonAdded', { label: name }));
  }
  return (
    <form className="reason-form" onSubmit={(event) => void add(event)}>
      <TextInput
        label={t('addReason')}
        maxLength={100}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Button
        type="submit"
        leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
        disabled={label.trim() === ''}
      >
        {t('addReason')}
      </Button>
    </form>
  );
}

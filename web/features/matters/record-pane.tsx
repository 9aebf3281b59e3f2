import { ActionIcon, Button } from '@mantine/core';
import { IconPhone, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import type { Saving } from './form-frame.tsx';
import './form-frame.css';
import { useLeaveGuard } from './leave-guard.tsx';
import './record-pane.css';

/** The open record beside its list: what it is, its fields, and what one may do with it. */
export function RecordPane(props: {
  title: string;
  note?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <article className="record-pane">
      <header className="record-pane__head">
        <h2 className="record-pane__title">{props.title}</h2>
        <ActionIcon className="record-pane__close" aria-label={t('close')} onClick={props.onClose}>
          <IconX size={18} stroke={1.75} aria-hidden />
        </ActionIcon>
      </header>
      {props.note}
      {props.children}
    </article>
  );
}

/** The fields of a record with Save below; Ctrl or ⌘ with Enter saves from any field. */
export function RecordForm(props: {
  saving: Saving;
  canSave: boolean;
  /** Default: Save. */
  saveLabel?: string;
  actions?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { saving } = props;
  const frame = useRef<HTMLFormElement>(null);
  // Its pane is closed by the address, as is another one opened.
  const { question } = useLeaveGuard(saving.typed);
  return (
    <form
      ref={frame}
      noValidate
      onSubmit={saving.submit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) frame.current?.requestSubmit();
      }}
    >
      <div className="form-fields">{props.children}</div>
      {saving.error && (
        <div className="form-problem">
          <ProblemAlert error={saving.error} kept={t('kept')} dense />
        </div>
      )}
      <div className="form-actions">
        {props.canSave && (
          <Button type="submit" disabled={saving.busy}>
            {saving.busy ? t('saving') : (props.saveLabel ?? t('save'))}
          </Button>
        )}
        {props.actions}
      </div>
      {question}
    </form>
  );
}

/** Where a record made by a call came from. */
export function FromInteraction({ interactionId }: { interactionId: string | null | undefined }): ReactNode {
  const { t } = useTranslation('matters');
  if (!interactionId) return null;
  return (
    <Link to={`/activity/${interactionId}`} className="from-interaction">
      <IconPhone size={16} stroke={1.75} aria-hidden />
      {t('fromInteraction')}
    </Link>
  );
}

/** Does something to a record, reads its list anew and offers the way back. */
export function useRecordAction(
  noun: string,
): (work: {
  run: () => Promise<unknown>;
  say: ReactNode;
  undo?: () => Promise<unknown>;
  onDone?: () => void;
}) => Promise<void> {
  const client = useQueryClient();
  const fresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: [noun] }),
      client.invalidateQueries({ queryKey: ['matters', 'overview'] }),
    ]);
  return async ({ run, say, undo, onDone }) => {
    try {
      await run();
      onDone?.();
      await fresh();
      showDone(say, undo && (() => undo().then(fresh)));
    } catch (error) {
      showProblem(error);
    }
  };
}

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { type Saving, useSaving } from './form-frame.tsx';
import type { TellWriting } from './newest-unless-writing.tsx';
import { FromInteraction, RecordForm, RecordPane, useRecordAction } from './record-pane.tsx';
import type { NewPaneProps, RecordNoun } from './record-tab.tsx';
import type { Fields } from './use-fields.ts';

type Values = Record<string, unknown>;
/** What every record of a matter has; `billedAt` only where there is something to bill. */
type MatterRecord = { id: string; version: number; removedAt: string | null; billedAt?: string | null };
type CallLogged = { logEntryId: string | null; interactionId?: string | null };

/** The ways a record leaves and comes back. */
export type RecordCalls = {
  remove: () => Promise<unknown>;
  restore: () => Promise<unknown>;
  bill?: () => Promise<unknown>;
  unbill?: () => Promise<unknown>;
};

/** The pane in which a new record is written. Once made it stays open, and the toast takes it back. */
export function NewRecord<V extends Values, R extends { id: string }>(
  props: NewPaneProps & {
    noun: RecordNoun;
    form: Fields<V>;
    create: (values: V) => Promise<R>;
    callsOf: (id: string) => RecordCalls;
    words: { add: string; added: string };
    children: ReactNode;
  },
): ReactNode {
  const client = useQueryClient();
  const { noun, words } = props;
  const saving = useSaving(props.form, props.create, (made) => {
    client.setQueryData([noun, 'one', made.id], made);
    void client.invalidateQueries({ queryKey: [noun, 'list'] });
    void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
    showDone(words.added, async () => {
      await props.callsOf(made.id).remove();
      props.onClose();
      await client.invalidateQueries({ queryKey: [noun] });
    });
    props.onMade(made.id);
  });
  return (
    <RecordPane title={words.add} onClose={props.onClose}>
      <RecordForm saving={saving} canSave saveLabel={words.add}>
        {props.children}
      </RecordForm>
    </RecordPane>
  );
}

/** Saves a record and shows the answer everywhere; `dirty` while the form differs from what was opened. */
export function useRecordSaving<V extends Values, R extends { id: string }>(
  noun: RecordNoun,
  form: Fields<V>,
  save: (values: V) => Promise<R>,
  tellWriting: TellWriting,
): { saving: Saving; dirty: boolean } {
  const { t } = useTranslation('matters');
  const client = useQueryClient();
  const dirty = form.isDirty();
  useEffect(() => tellWriting(dirty), [dirty, tellWriting]);
  // Moving on with something half written keeps nothing back from the next record.
  useEffect(() => () => tellWriting(false), [tellWriting]);
  const saving = useSaving(form, save, (saved) => {
    tellWriting(false);
    client.setQueryData([noun, 'one', saved.id], saved);
    void client.invalidateQueries({ queryKey: [noun, 'list'] });
    void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
    showDone(t('saved'));
  });
  return { saving, dirty };
}

/** The pane of one record: where it came from, its fields, Save, and what else one may do with it. */
export function RecordEditor<V extends Values, R extends MatterRecord>(props: {
  noun: RecordNoun;
  record: R & Partial<CallLogged>;
  form: Fields<V>;
  save: (values: V) => Promise<R>;
  calls: RecordCalls;
  words: { one: string; removed: string };
  /** Said above the fields. */
  note?: ReactNode;
  tellWriting: TellWriting;
  onClose: () => void;
  fields: (frozen: boolean) => ReactNode;
}): ReactNode {
  const { record, words } = props;
  const { saving, dirty } = useRecordSaving(props.noun, props.form, props.save, props.tellWriting);
  const frozen = record.removedAt !== null || isBilled(record);
  return (
    <RecordPane
      title={words.one}
      onClose={props.onClose}
      note={
        <>
          <RecordNotes record={record} />
          {props.note}
        </>
      }
    >
      <RecordForm
        saving={saving}
        canSave={dirty && !frozen}
        actions={
          !dirty && (
            <RecordActions
              noun={props.noun}
              record={record}
              calls={props.calls}
              sayRemoved={words.removed}
              onClose={props.onClose}
            />
          )
        }
      >
        {props.fields(frozen)}
      </RecordForm>
    </RecordPane>
  );
}

const isBilled = ({ billedAt }: Pick<MatterRecord, 'billedAt'>) => typeof billedAt === 'string';

/** Where the record came from, and why it cannot be written on. */
export function RecordNotes({
  record,
}: {
  record: Omit<MatterRecord, 'id' | 'version'> & Partial<CallLogged>;
}): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <>
      {record.logEntryId && <FromInteraction interactionId={record.interactionId} />}
      {isBilled(record) && <p className="record-pane__note">{t('billedNote')}</p>}
      {record.removedAt !== null && <p className="record-pane__note">{t('removedNote')}</p>}
    </>
  );
}

/** Bring back what was removed, take back what was billed, else mark as billed or remove. */
export function RecordActions(props: {
  noun: RecordNoun;
  record: MatterRecord;
  calls: RecordCalls;
  sayRemoved: string;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const act = useRecordAction(props.noun);
  const mayUnbill = useMayDo('owner', 'administrator');
  const { remove, restore, bill, unbill } = props.calls;
  if (props.record.removedAt !== null) {
    return (
      <Button variant="default" onClick={() => void act({ run: restore, say: t('restored') })}>
        {t('restore')}
      </Button>
    );
  }
  if (isBilled(props.record)) {
    if (!mayUnbill || !unbill) return null;
    return (
      <Button variant="default" onClick={() => void act({ run: unbill, say: t('unbilled') })}>
        {t('unbill')}
      </Button>
    );
  }
  const markBilled = bill && {
    run: bill,
    say: t('markedBilled'),
    ...(mayUnbill && unbill && { undo: unbill }),
  };
  return (
    <>
      {markBilled && (
        <Button variant="default" onClick={() => void act(markBilled)}>
          {t('markBilled')}
        </Button>
      )}
      <Button
        variant="subtle"
        color="gray"
        onClick={() => void act({ run: remove, say: props.sayRemoved, undo: restore, onDone: props.onClose })}
      >
        {t('remove')}
      </Button>
    </>
  );
}

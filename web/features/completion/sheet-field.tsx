import { Button } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { FieldDifference } from '../sync/sheet-sync.tsx';
import { FieldInput } from './field-input.tsx';
import type { FieldValue, SheetField } from './sheet-query.ts';
import { useField } from './use-field.ts';
import { useSheet } from './use-sheet.ts';

export const fieldId = (key: string) => `completion-${key}`;

/** One field with what is to be said about it. */
export function Field({ field, empty }: { field: SheetField; empty?: string }): ReactNode {
  const { t } = useTranslation('completion');
  const sheet = useSheet();
  const how = useMemo(
    () => ({
      save: (key: string, value: FieldValue, version: number) => sheet.change({ [key]: { value, version } }),
      read: sheet.read,
      onSaved: sheet.remember,
    }),
    [sheet],
  );
  const state = useField(field, how);
  const { problem } = state;
  const error = problem instanceof ApiProblem ? (problem.fieldErrors[field.key] ?? problem.title) : undefined;
  const noted = sheet.noted(field.key);
  return (
    <fieldset
      className="sheet-field"
      id={fieldId(field.key)}
      data-kind={field.kind}
      data-noted={noted || undefined}
      onBlur={state.leave}
    >
      <FieldInput
        field={field}
        empty={empty ?? t('none')}
        value={state.value}
        error={error}
        onWrite={state.write}
      />
      {field.hint !== null && <p className="sheet-field__hint">{field.hint}</p>}
      {state.conflict !== undefined && (
        <div className="sheet-field__conflict" role="alert">
          <p>{state.conflict}</p>
          <Button size="compact-sm" variant="default" onClick={state.takeTheirs}>
            {t('takeTheirs')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={state.saveMine}>
            {t('saveMine')}
          </Button>
        </div>
      )}
      {sheet.keptElsewhere && <FieldDifference matterId={sheet.matterId} field={field.key} />}
      <Unconfirmed field={field} onConfirm={() => sheet.confirm(field)} />
    </fieldset>
  );
}

/** A value that came by itself, until a person says that it is right. */
function Unconfirmed({ field, onConfirm }: { field: SheetField; onConfirm: () => void }): ReactNode {
  const { t } = useTranslation('completion');
  if (field.value === null || field.confirmedAt !== null || field.origin === 'staff') return null;
  return (
    <p className="sheet-field__origin">
      {t(field.origin === 'quote' ? 'fromQuote' : 'fromSync')}
      <button type="button" className="sheet-field__confirm" onClick={onConfirm}>
        {t('confirm')}
        <span className="visually-hidden"> {field.label}</span>
      </button>
    </p>
  );
}

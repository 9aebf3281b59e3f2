import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconHomeCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { useMatter } from '../matters/matter-queries.ts';
import { SheetSync } from '../sync/sheet-sync.tsx';
import { writtenAs } from '../sync/written.ts';
import { AccountField } from './account-field.tsx';
import { Checks } from './checks.tsx';
import './completion.css';
import { ComputedLine, Result } from './figures.tsx';
import { Field } from './sheet-field.tsx';
import {
  type FieldChanges,
  isResult,
  type Sheet,
  type SheetField,
  sheetQuery,
  useChangeSheet,
  useReadSheet,
} from './sheet-query.ts';
import { Timeline } from './timeline.tsx';
import type { Step } from './undo-list.ts';
import { SheetContext } from './use-sheet.ts';
import { useUndo } from './use-undo.ts';

/** Completion Details of the matter: dates, money and who holds what, with what they come to. */
export function Completion(): ReactNode {
  const { t } = useTranslation('completion');
  const matter = useMatter();
  const { data, error, refetch } = useQuery(sheetQuery(matter.id));
  if (data) return <SheetPage key={matter.id} sheet={data} />;
  if (error)
    return (
      <div className="completion">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  return (
    <p className="visually-hidden" role="status">
      {t('loading')}
    </p>
  );
}

function SheetPage({ sheet }: { sheet: Sheet }): ReactNode {
  const change = useChangeSheet(sheet.matterId);
  const read = useReadSheet(sheet.matterId);
  const { last, remember, undo } = useUndo(change);
  const { checks, fields, side } = sheet;
  const shown = fields.filter(({ sides }) => side !== null && sides.includes(side)).map(({ key }) => key);
  const kindOf = (key: string) => writtenAs(fields.find((one) => one.key === key)?.kind);
  const tools = useMemo(
    () => ({
      matterId: sheet.matterId,
      keptElsewhere: sheet.keptIn !== null,
      change,
      read,
      remember,
      confirm: ({ key, value, version }: SheetField) =>
        void change({ [key]: { value, version } }).catch(showProblem),
      noted: (key: string) => checks.some(({ level, fields }) => level === 'warning' && fields.includes(key)),
    }),
    [sheet.matterId, sheet.keptIn, change, read, remember, checks],
  );
  if (sheet.side === null)
    return <ChooseSide onChoose={(fields) => void change(fields).catch(showProblem)} />;
  return (
    <SheetContext value={tools}>
      <div className="completion">
        {sheet.keptIn !== null && <SheetSync matterId={sheet.matterId} shown={shown} kindOf={kindOf} />}
        <SavedLine sheet={sheet} last={last} onUndo={() => void undo()} />
        <Timeline sheet={sheet} />
        <div className="completion__columns">
          <div className="completion__form">
            {sheet.groups.map((group) => (
              <Group key={group.key} group={group} sheet={sheet} />
            ))}
          </div>
          <aside className="completion__aside">
            <Result sheet={sheet} />
            <Checks checks={checks} />
          </aside>
        </div>
      </div>
    </SheetContext>
  );
}

/** The matter's type does not say whether we buy or sell. */
function ChooseSide({ onChoose }: { onChoose: (fields: FieldChanges) => void }): ReactNode {
  const { t } = useTranslation('completion');
  return (
    <EmptyState
      icon={<IconHomeCheck size={24} stroke={1.5} />}
      title={t('empty')}
      action={
        <div className="completion__sides">
          <Button onClick={() => onChoose({ side: { value: 'purchase' } })}>{t('purchase')}</Button>
          <Button variant="default" onClick={() => onChoose({ side: { value: 'sale' } })}>
            {t('sale')}
          </Button>
        </div>
      }
    >
      {t('emptyBody')}
    </EmptyState>
  );
}

/** Nothing here has a Save button: what was saved last, and the way back. */
function SavedLine(props: { sheet: Sheet; last: Step | undefined; onUndo: () => void }): ReactNode {
  const { t } = useTranslation('completion');
  const { sheet, last } = props;
  return (
    <p className="completion__saved">
      <span role="status" className="completion__state">
        {last && <IconCheck size={14} stroke={2} aria-hidden />}
        {last ? t('saved', { field: last.label }) : t(sheet.version === 0 ? 'how' : 'savesItself')}
      </span>
      {last && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconArrowBackUp size={14} stroke={2} aria-hidden />}
          onClick={props.onUndo}
        >
          {t('undo')}
        </Button>
      )}
    </p>
  );
}

function Group({ group, sheet }: { group: Sheet['groups'][number]; sheet: Sheet }): ReactNode {
  const { t } = useTranslation('completion');
  const { side } = sheet;
  const fields = sheet.fields.filter(
    (field) => field.group === group.key && side !== null && field.sides.includes(side),
  );
  const figures = sheet.figures.filter((figure) => figure.group === group.key && !isResult(figure));
  if (fields.length === 0) return null;
  const bySide = t('byType', {
    side: t(side === 'sale' ? 'sale' : 'purchase'),
  });
  return (
    <section className="sheet-group" aria-labelledby={`group-${group.key}`}>
      <h2 className="sheet-group__title" id={`group-${group.key}`}>
        {group.label}
      </h2>
      <div className="sheet-group__fields">
        {fields.map((field) =>
          field.bank ? (
            <AccountField key={field.key} field={field} matterId={sheet.matterId} />
          ) : (
            <Field key={field.key} field={field} {...(field.key === 'side' && { empty: bySide })} />
          ),
        )}
      </div>
      {figures.map((figure) => (
        <ComputedLine key={figure.key} figure={figure} sheet={sheet} />
      ))}
    </section>
  );
}

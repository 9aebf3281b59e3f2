import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as newId } from 'uuid';
import { useSearchState } from '../../ui/search-state.ts';
import { showDone } from '../../ui/toasts.tsx';
import {
  addLine,
  changeAmount,
  changeLine,
  dropLine,
  moveLine,
  newLine,
  removeLine,
  restoreLine,
} from './draft.ts';
import './editor.css';
import { GeneralFields } from './general-fields.tsx';
import { Ladders } from './ladder-chart.tsx';
import { LineForm } from './line-form.tsx';
import type { LineActs } from './line-row.tsx';
import type { Line, SectionKind } from './queries.ts';
import { Sections } from './sections.tsx';
import type { DraftState } from './use-draft.ts';

/** The sections with their lines, each opening into its form; beside them the price ladder and what is wrong. */
export function Editor({ state }: { state: DraftState }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const [{ line: open }, setSearch] = useSearchState();
  const list = useRef<HTMLDivElement>(null);
  const { draft, content, found, change } = state;
  const setOpen = (line: string | undefined) => setSearch({ line });
  useFocusOnNew(list, open);

  function actsOf({ id, label }: Line): LineActs {
    return {
      onMove: (by) => change((now) => moveLine(now, id, by)),
      onDrop: (dropped) => change((now) => dropLine(now, dropped, id)),
      onMap: (mapped) => change((now) => changeLine(now, id, { mapped })),
      onDuplicate() {
        const copy = newId();
        change((now) => {
          const line = now.lines.find((one) => one.id === id);
          return line ? addLine(now, { ...line, id: copy, label: t('copyOf', { label }) }, id) : now;
        });
        setOpen(copy);
      },
      onRemove() {
        const at = draft.lines.findIndex((one) => one.id === id);
        const line = draft.lines[at];
        if (!line) return;
        change((now) => removeLine(now, id));
        showDone(t('removed', { label }), async () => change((now) => restoreLine(now, line, at)));
      },
    };
  }
  function add(section: SectionKind): void {
    const id = newId();
    change((now) => addLine(now, newLine(section, id, newId)));
    setOpen(id);
  }
  return (
    <div className="fee-editor" data-saves>
      <div className="fee-editor__lines" ref={list}>
        <Sections
          content={content}
          faultsOf={(id) => found.filter(({ lineId }) => lineId === id).length}
          open={open}
          onOpen={setOpen}
          opened={({ id }) => {
            const line = draft.lines.find((one) => one.id === id);
            if (!line) return null;
            return (
              <LineForm
                line={line}
                found={found.filter(({ lineId }) => lineId === id)}
                onChange={(part) => change((now) => changeLine(now, id, part))}
                onAmount={(part) => change((now) => changeAmount(now, id, part))}
              />
            );
          }}
          change={{
            actsOf,
            onAdd: add,
            onMapSection: (section, mapped) =>
              change((now) => ({ ...now, sections: { ...now.sections, [section]: { mapped } } })),
          }}
        />
        <GeneralFields draft={draft} onChange={(part) => change((now) => ({ ...now, ...part }))} />
      </div>
      <aside className="fee-editor__aside" aria-label={t('preview')}>
        <Wrong state={state} onOpen={setOpen} />
        <div className="fee-editor__preview">
          <h2 className="fee-section__title">{t('preview')}</h2>
          <p className="quiet">{t('previewAbout')}</p>
          <Ladders
            content={content}
            ladders={state.checked?.ladders ?? []}
            first={content.lines.find(({ id }) => id === open)?.sides ?? []}
          />
        </div>
      </aside>
    </div>
  );
}

/** A line that was just added is named first. */
function useFocusOnNew(list: { readonly current: HTMLElement | null }, open: string | undefined): void {
  useEffect(() => {
    if (open === undefined) return;
    const name = list.current?.querySelector('[data-line-label]');
    const input = name instanceof HTMLInputElement ? name : name?.querySelector('input');
    if (input?.value === '') input.focus();
  }, [list, open]);
}

/** Every fault in one list: each leads to its line. */
function Wrong({ state, onOpen }: { state: DraftState; onOpen: (lineId: string) => void }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { found, content } = state;
  if (found.length === 0) return null;
  const labelOf = (id: string) =>
    content.lines.find((line) => line.id === id)?.label.replace(/^–$/, t('unnamed'));
  return (
    <div className="fee-editor__wrong">
      <h2 className="fee-section__title">{t('faults', { count: found.length })}</h2>
      <ul>
        {found.map(({ lineId, band, message }) => (
          <li key={`${lineId} ${band} ${message}`}>
            <button type="button" onClick={() => onOpen(lineId)}>
              {labelOf(lineId)}
            </button>{' '}
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

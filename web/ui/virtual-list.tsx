import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeysetList } from '../api/keyset-list.ts';
import { useShortcuts } from './keyboard.ts';
import { type ListLine, linesOf } from './list-lines.ts';
import { ProblemAlert } from './problem-alert.tsx';
import './virtual-list.css';

export type VirtualListProps<T> = {
  /** Name of the list for screen readers. */
  label: string;
  list: KeysetList<T>;
  idOf: (item: T) => string;
  /** The row's content: text and signs only, since the row itself is the one thing to press. */
  row: (item: T) => ReactNode;
  /** px: 36 compact, 44 comfortable, 60 two lines. */
  rowHeight: 36 | 44 | 60;
  /** Heading above the rows of one group ("Today"); rows must come in the order of their groups. */
  groupOf?: (item: T) => string;
  /** The row the keyboard is on, usually from the address. */
  activeId: string | undefined;
  onActive: (id: string) => void;
  onOpen: (id: string) => void;
  /** Shown when the list is ready and has no rows. */
  empty: ReactNode;
  /** The screen's main list: j, k and Enter work wherever the focus is, and the `?` help lists them. */
  main?: boolean;
};

const headingHeight = 36;

/**
 * A long list as a listbox: one stop for Tab, arrows or j/k to move, Enter to open; rows are read page by page and
 * only those in view are in the document.
 */
export function VirtualList<T>(props: VirtualListProps<T>): ReactNode {
  const { list, idOf, groupOf, rowHeight, activeId } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const lines = useMemo(() => linesOf(list.items, groupOf), [list.items, groupOf]);
  const activeLine = lines.findIndex((line) => line.kind === 'row' && idOf(line.item) === activeId);
  // By what a line is, not where it stands: a heading that moves must not leave its height to a row.
  const keyOf = useCallback(
    (index: number) => {
      const line = lines[index];
      if (line === undefined) return index;
      return line.kind === 'row' ? idOf(line.item) : `heading ${line.text}`;
    },
    [lines, idOf],
  );
  const virtualizer = useVirtualizer({
    count: lines.length,
    getItemKey: keyOf,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'heading' ? headingHeight : rowHeight),
    overscan: 12,
    scrollPaddingStart: groupOf ? headingHeight : 0,
  });
  const shown = virtualizer.getVirtualItems();
  useMoreNearTheEnd(list, (shown.at(-1)?.index ?? 0) >= lines.length - 20);
  const keys = useListKeys(props, lines, activeLine, virtualizer.scrollToIndex);

  // Coming back to an address with a selected row shows that row.
  const cameTo = useRef(false);
  useEffect(() => {
    if (cameTo.current || activeLine < 0) return;
    cameTo.current = true;
    virtualizer.scrollToIndex(activeLine, { align: 'auto' });
  }, [activeLine, virtualizer]);

  if (list.state === 'failed')
    return (
      <div className="virtual-list__notice">
        <ProblemAlert error={list.error} onRetry={list.retry} />
      </div>
    );
  if (list.state === 'loading') return <LoadingRows rowHeight={rowHeight} />;
  if (lines.length === 0) return props.empty;
  return (
    <div
      ref={scroller}
      className="virtual-list"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-busy={list.isPrevious}
      aria-activedescendant={
        shown.some((item) => item.index === activeLine) ? `${prefix}${activeLine}` : undefined
      }
      onKeyDown={keys}
    >
      <div className="virtual-list__whole" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {shown.map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          const place = { height: item.size, transform: `translateY(${item.start}px)` };
          return line.kind === 'heading' ? (
            <div key={item.key} className="virtual-list__heading" role="presentation" style={place}>
              {line.text}
            </div>
          ) : (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys of all its options
            // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names its active option
            <div
              key={idOf(line.item)}
              id={`${prefix}${item.index}`}
              className="virtual-list__row"
              role="option"
              aria-selected={item.index === activeLine}
              aria-posinset={line.position}
              aria-setsize={list.hasMore ? -1 : list.items.length}
              style={place}
              onClick={() => props.onOpen(idOf(line.item))}
            >
              {props.row(line.item)}
            </div>
          );
        })}
      </div>
      {list.isFetchingMore && <LoadingMore />}
    </div>
  );
}

function useMoreNearTheEnd<T>(list: KeysetList<T>, near: boolean): void {
  const { hasMore, isFetchingMore, fetchMore, state, error } = list;
  const wanted = near && hasMore && !isFetchingMore && state === 'ready' && error === null;
  useEffect(() => {
    if (wanted) fetchMore();
  }, [wanted, fetchMore]);
}

function useListKeys<T>(
  props: VirtualListProps<T>,
  lines: readonly ListLine<T>[],
  activeLine: number,
  scrollTo: (index: number) => void,
): (event: KeyboardEvent) => void {
  function move(from: number, step: 1 | -1): void {
    for (let index = from; index >= 0 && index < lines.length; index += step) {
      const line = lines[index];
      if (line?.kind !== 'row') continue;
      props.onActive(props.idOf(line.item));
      scrollTo(index);
      return;
    }
  }
  function onKey(event: KeyboardEvent): void {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const { key } = event;
    if (key === 'ArrowDown' || key === 'j') move(activeLine + 1, 1);
    else if (key === 'ArrowUp' || key === 'k') move(activeLine < 0 ? 0 : activeLine - 1, -1);
    else if (key === 'Home') move(0, 1);
    else if (key === 'End') move(lines.length - 1, -1);
    else if (key === 'PageDown') move(Math.min(activeLine + 10, lines.length - 1), 1);
    else if (key === 'PageUp') move(Math.max(activeLine - 10, 0), -1);
    else if (key === 'Enter' && props.activeId !== undefined) props.onOpen(props.activeId);
    else return;
    event.preventDefault();
  }
  const { t } = useTranslation('ui');
  useShortcuts(
    [
      { keys: 'j', label: t('nextRow'), run: () => move(activeLine + 1, 1) },
      { keys: 'k', label: t('previousRow'), run: () => move(activeLine < 0 ? 0 : activeLine - 1, -1) },
      {
        keys: 'Enter',
        label: t('openRow'),
        run: () => props.activeId !== undefined && props.onOpen(props.activeId),
      },
    ],
    props.main ?? false,
  );
  return onKey;
}

function LoadingMore(): ReactNode {
  const { t } = useTranslation('ui');
  return (
    <p className="virtual-list__more" role="status">
      {t('loadingMore')}
    </p>
  );
}

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function LoadingRows({ rowHeight }: { rowHeight: number }): ReactNode {
  const { t } = useTranslation('ui');
  return (
    <div className="virtual-list__loading" role="status" aria-label={t('loadingList')}>
      {placeholders.map((name) => (
        <div key={name} className="virtual-list__ghost" style={{ height: rowHeight }} />
      ))}
    </div>
  );
}

import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { linesOf } from '../../ui/list-lines.ts';

const headingHeight = 36;

/**
 * Keeps the rows under the reader's eyes where they are when new ones arrive above, and says how many did. Somebody who
 * looks at the top of the list sees them come in instead.
 */
export function KeepPlace<T>(props: {
  items: readonly T[];
  idOf: (item: T) => string;
  groupOf: (item: T) => string;
  rowHeight: number;
  /** Name of the list; another list begins at its own top. */
  list: string;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('activity');
  const frame = useRef<HTMLDivElement>(null);
  const before = useRef<{ list: string; first: string | undefined }>({ list: '', first: undefined });
  const [unseen, setUnseen] = useState(0);
  const { items, idOf, groupOf, rowHeight, list } = props;

  useLayoutEffect(() => {
    const { first, list: listBefore } = before.current;
    const [top] = items;
    before.current = { list, first: top && idOf(top) };
    const scroller = scrollerIn(frame.current);
    if (listBefore !== list || first === undefined || !scroller || scroller.scrollTop < rowHeight) {
      if (listBefore !== list) setUnseen(0);
      return;
    }
    const arrived = items.findIndex((item) => idOf(item) === first);
    if (arrived <= 0) return;
    // Rows that came before the one that was first, and a heading for each of their days but the one it already had.
    const above = linesOf(items.slice(0, arrived + 1), groupOf);
    const headings = above.filter((line) => line.kind === 'heading').length - 1;
    scroller.scrollTop += arrived * rowHeight + headings * headingHeight;
    setUnseen((count) => count + arrived);
  }, [items, idOf, groupOf, rowHeight, list]);

  function toTop(): void {
    scrollerIn(frame.current)?.scrollTo({ top: 0 });
    setUnseen(0);
  }
  return (
    <div
      className="activity__list"
      ref={frame}
      onScrollCapture={() => {
        if (unseen > 0 && (scrollerIn(frame.current)?.scrollTop ?? 0) < rowHeight) setUnseen(0);
      }}
    >
      {unseen > 0 && (
        <button type="button" className="activity__new figures" onClick={toTop}>
          ↑ {t('newRows', { count: unseen })}
        </button>
      )}
      {props.children}
    </div>
  );
}

function scrollerIn(frame: HTMLElement | null): HTMLElement | null {
  return frame?.querySelector<HTMLElement>('[role="listbox"]') ?? null;
}

import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shiftAbove } from './anchor.ts';

/** As `virtual-list.tsx` has it. */
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
  const before = useRef<{ list: string; items: readonly T[] }>({ list: '', items: [] });
  const [unseen, setUnseen] = useState(0);
  const { items, idOf, groupOf, rowHeight, list } = props;

  useLayoutEffect(() => {
    const shown = before.current;
    before.current = { list, items };
    const scroller = scrollerIn(frame.current);
    if (shown.list !== list) return setUnseen(0);
    if (!scroller || scroller.scrollTop < rowHeight) return;
    const { by, arrived } = shiftAbove({
      before: shown.items,
      after: items,
      scrollTop: scroller.scrollTop,
      idOf,
      groupOf,
      heights: { row: rowHeight, heading: headingHeight },
    });
    if (by !== 0) scroller.scrollTop += by;
    if (arrived > 0) setUnseen((count) => count + arrived);
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

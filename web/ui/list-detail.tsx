import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import './list-detail.css';

/**
 * List left, detail right. On a phone the list is the page and an open detail slides over it.
 * `detail` is null when nothing is selected; `placeholder` then fills the right side of a wide screen.
 * Key the detail by its id so that focus and scroll begin afresh.
 */
export function ListDetail(props: {
  list: ReactNode;
  detail: ReactNode | null;
  detailLabel: string;
  placeholder?: ReactNode;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('ui');
  const open = props.detail !== null;
  const pane = useRef<HTMLElement>(null);
  const { onClose } = props;

  useEffect(() => {
    if (!open) return undefined;
    function onKey(event: KeyboardEvent): void {
      const elsewhere = document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]');
      // A dialog that this very key has closed is gone already; what had the focus still knows where it stood.
      const left = event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"]');
      if (event.key === 'Escape' && !event.defaultPrevented && !elsewhere && !left) onClose();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [open, onClose]);

  // On a phone the list is covered, so the reader must be where the eye is.
  useEffect(() => {
    if (open && matchMedia('(max-width: 900px)').matches) pane.current?.focus();
  }, [open]);

  return (
    <div className="list-detail" data-open={open || undefined}>
      <div className="list-detail__list">{props.list}</div>
      <section className="list-detail__detail" aria-label={props.detailLabel} ref={pane} tabIndex={-1}>
        {open && (
          <div className="list-detail__back">
            <ActionIcon aria-label={t('back')} onClick={onClose} size={44}>
              <IconArrowLeft size={20} stroke={1.75} />
            </ActionIcon>
          </div>
        )}
        {open ? props.detail : <div className="list-detail__placeholder">{props.placeholder}</div>}
      </section>
    </div>
  );
}

import { type ReactNode, useEffect, useId, useRef } from 'react';

/** The browser's own modal dialogue: it holds the focus, and gives it back. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  /** By Esc; undefined: it can only be answered. */
  onClose?: () => void;
  children: ReactNode;
}): ReactNode {
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = place.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={place}
      className="p-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <h2 className="p-dialog__title" id={id}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

import { lazy, type ReactNode, Suspense, useState } from 'react';

export type MenuEntry =
  | { kind: 'heading'; label: string }
  | { kind: 'divider'; label: string }
  | {
      kind: 'item';
      label: string;
      icon?: ReactNode;
      /** Makes it one of a choice: a tick stands beside the chosen one. */
      checked?: boolean;
      /** Stays open, so that the effect of a choice is seen. */
      keepOpen?: boolean;
      disabled?: boolean;
      onChoose: () => void;
    };

export type MenuButtonProps = {
  className: string;
  /** Only where the button's own words do not say it. */
  label?: string;
  /** Marks the button by `data-chosen`. */
  chosen?: boolean;
  entries: readonly MenuEntry[];
  position?: 'bottom-start' | 'bottom-end' | 'top-start';
  /** What stands on the button. */
  children: ReactNode;
};

const load = () => import('./opened-menu.tsx');
const OpenedMenu = lazy(() => load().then((module) => ({ default: module.OpenedMenu })));

/** A button that opens a menu. The menu's code (floating, focus) is fetched when a pointer or the focus comes near. */
export function MenuButton(props: MenuButtonProps): ReactNode {
  const [asked, setAsked] = useState(false);
  const closed = (
    <button
      type="button"
      className={props.className}
      aria-label={props.label}
      aria-haspopup="menu"
      aria-expanded={false}
      data-chosen={props.chosen || undefined}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setAsked(true)}
    >
      {props.children}
    </button>
  );
  return asked ? (
    <Suspense fallback={closed}>
      <OpenedMenu {...props} />
    </Suspense>
  ) : (
    closed
  );
}

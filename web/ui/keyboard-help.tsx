import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Shortcut, useRegisteredShortcuts } from './keyboard.ts';
import './keyboard-help.css';

/** The `?` overlay: every shortcut that works right now; keys that do the same (1 to 9) share a line. */
export function KeyboardHelp({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('ui');
  const { general, here } = useRegisteredShortcuts();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('shortcutsTitle')}
      size={560}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
    >
      <div className="keyboard-help">
        {here.length > 0 && <Group title={t('shortcutsHere')} shortcuts={here} />}
        <Group title={t('shortcutsGeneral')} shortcuts={general} />
      </div>
    </Modal>
  );
}

function Group({ title, shortcuts }: { title: string; shortcuts: readonly Shortcut[] }): ReactNode {
  return (
    <section>
      <h3 className="keyboard-help__title">{title}</h3>
      <dl className="keyboard-help__list">
        {[...Map.groupBy(shortcuts, ({ label }) => label)].map(([label, same]) => (
          <div key={label} className="keyboard-help__row">
            <dt>{label}</dt>
            <dd>
              <Keys keys={same[0]?.keys ?? ''} />
              {same.length > 2 && ' – '}
              {same.length > 1 && <Keys keys={same.at(-1)?.keys ?? ''} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const keySigns: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Escape: 'Esc',
  ' ': '␣',
};

/** Keys as small caps: `g a` → two keys. Also usable beside a button. */
export function Keys({ keys }: { keys: string }): ReactNode {
  return keys.split(' ').map((key) => (
    <kbd key={key} className="key">
      {keySigns[key] ?? key}
    </kbd>
  ));
}

import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import type { MenuButtonProps, MenuEntry } from './menu-button.tsx';
import './opened-menu.css';

/** What {@link MenuButton} becomes at its first press: the same button with its menu, open. */
export function OpenedMenu(props: MenuButtonProps): ReactNode {
  const button = useRef<HTMLButtonElement>(null);

  /** Back to the button, unless the menu was left by pressing something else. */
  function giveFocusBack(): void {
    const focused = document.activeElement;
    if (focused === null || focused === document.body || focused.closest('[role="menu"]'))
      button.current?.focus();
  }
  return (
    <Menu
      position={props.position ?? 'bottom-start'}
      width={220}
      defaultOpened
      returnFocus={false}
      withInitialFocusPlaceholder={false}
      onClose={giveFocusBack}
    >
      <Menu.Target>
        <button
          ref={button}
          type="button"
          className={props.className}
          aria-label={props.label}
          data-chosen={props.chosen || undefined}
        >
          {props.children}
        </button>
      </Menu.Target>
      <Menu.Dropdown className="opened-menu">
        {props.entries.map((entry) => (
          <Entry key={`${entry.kind} ${entry.label}`} entry={entry} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ entry }: { entry: MenuEntry }): ReactNode {
  if (entry.kind === 'divider') return <Menu.Divider />;
  if (entry.kind === 'heading') return <Menu.Label>{entry.label}</Menu.Label>;
  const disabled = entry.disabled ?? false;
  if (entry.checked === undefined) {
    return (
      <Menu.Item
        leftSection={entry.icon}
        closeMenuOnClick={!entry.keepOpen}
        disabled={disabled}
        onClick={entry.onChoose}
      >
        {entry.label}
      </Menu.Item>
    );
  }
  return (
    <Menu.RadioItem
      value={entry.label}
      checked={entry.checked}
      checkIcon={<IconCheck size={16} stroke={2} aria-hidden />}
      closeMenuOnClick={!entry.keepOpen}
      disabled={disabled}
      onChange={entry.onChoose}
    >
      <span className="opened-menu__choice">
        {entry.icon}
        {entry.label}
      </span>
    </Menu.RadioItem>
  );
}

import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/ScrollArea.css';
import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MenuButtonProps, MenuEntry } from './menu-button.tsx';
import './opened-menu.css';

/** What {@link MenuButton} becomes at its first press: the same button with its menu, open. */
export function OpenedMenu(props: MenuButtonProps): ReactNode {
  return (
    <Menu position={props.position ?? 'bottom-start'} width={220} defaultOpened>
      <Menu.Target>
        <button
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
  const choice = entry.checked === undefined ? {} : { role: 'menuitemradio', 'aria-checked': entry.checked };
  return (
    <Menu.Item
      {...choice}
      leftSection={entry.icon}
      rightSection={entry.checked && <IconCheck size={16} stroke={2} aria-hidden />}
      closeMenuOnClick={!entry.keepOpen}
      disabled={entry.disabled ?? false}
      onClick={entry.onChoose}
    >
      {entry.label}
    </Menu.Item>
  );
}

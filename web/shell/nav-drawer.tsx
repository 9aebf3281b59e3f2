import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Drawer.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.tsx';
import type { NavItem } from './nav.ts';
import { NavList } from './side-nav.tsx';
import { StaffMenu } from './staff-menu.tsx';

/** Everything of the navigation on a phone, from the bottom edge. */
export function NavDrawer(props: {
  items: readonly NavItem[];
  onHelp: () => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const { firm } = useMe();
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="bottom"
      size="auto"
      title={firm.name}
      className="nav-drawer"
      closeButtonProps={{ 'aria-label': t('closeMenu') }}
    >
      <NavList items={props.items} onChoose={props.onClose} />
      <StaffMenu onHelp={props.onHelp} />
    </Drawer>
  );
}

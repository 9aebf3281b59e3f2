import { useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import { MenuButton, type MenuEntry } from '../ui/menu-button.tsx';
import { showProblem } from '../ui/toasts.tsx';

const roleWords = { owner: 'roleOwner', administrator: 'roleAdministrator', member: 'roleMember' } as const;

const schemes = [
  { value: 'light', label: 'useLight', Icon: IconSun },
  { value: 'dark', label: 'useDark', Icon: IconMoon },
  { value: 'auto', label: 'useSystem', Icon: IconDeviceDesktop },
] as const;

/** Who is signed in; light or dark; keyboard help; the way out. */
export function StaffMenu({ onHelp }: { onHelp: () => void }): ReactNode {
  const { t } = useTranslation();
  const { staff } = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const entries: readonly MenuEntry[] = [
    { kind: 'heading', label: staff.email },
    { kind: 'divider', label: 'appearance' },
    { kind: 'heading', label: t('appearance') },
    ...schemes.map(({ value, label, Icon }) => ({
      kind: 'item' as const,
      label: t(label),
      icon: <Icon size={16} stroke={1.75} aria-hidden />,
      checked: colorScheme === value,
      keepOpen: true,
      onChoose: () => setColorScheme(value),
    })),
    { kind: 'divider', label: 'way out' },
    {
      kind: 'item',
      label: t('keyboardShortcuts'),
      icon: <IconKeyboard size={16} stroke={1.75} aria-hidden />,
      onChoose: onHelp,
    },
    {
      kind: 'item',
      label: t('signOut'),
      icon: <IconLogout size={16} stroke={1.75} aria-hidden />,
      onChoose: () => void signOut(),
    },
  ];
  return (
    <MenuButton
      className="staff-menu"
      label={`${t('yourMenu')}: ${staff.firstName} ${staff.lastName}`}
      entries={entries}
      position="top-start"
    >
      <span className="staff-menu__face" aria-hidden>
        {staff.firstName.charAt(0)}
        {staff.lastName.charAt(0)}
      </span>
      <span className="staff-menu__words">
        <span>
          {staff.firstName} {staff.lastName}
        </span>
        <span className="staff-menu__role">{t(roleWords[staff.role])}</span>
      </span>
      <IconSelector size={16} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}

/** Leaves by a full page load, so that nothing of the firm stays in memory. */
function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    try {
      await api('POST /api/v1/sign-out');
      client.clear();
      window.location.assign('/sign-in');
    } catch (error) {
      showProblem(error);
    }
  };
}

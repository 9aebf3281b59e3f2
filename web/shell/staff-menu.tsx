import { useMantineColorScheme } from '@mantine/core';
import {
  IconBuilding,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import { useChooseFirm } from '../features/account/choose-firm.ts';
import { paths } from '../paths.ts';
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
  const { firm, firms, staff } = useMe();
  const navigate = useNavigate();
  const chooseFirm = useChooseFirm();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const entries: readonly MenuEntry[] = [
    { kind: 'heading', label: staff.email },
    {
      kind: 'item',
      label: t('myAccount'),
      icon: <IconUserCircle size={16} stroke={1.75} aria-hidden />,
      onChoose: () => void navigate({ to: paths.account }),
    },
    ...(firms.length > 1 ? firmEntries(firms, firm.id, t('firms'), (id) => void chooseFirm(id)) : []),
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
    <MenuButton className="staff-menu" entries={entries} position="top-start">
      <span className="staff-menu__face" aria-hidden>
        {staff.firstName.charAt(0)}
        {staff.lastName.charAt(0)}
      </span>
      <span className="visually-hidden">{t('yourMenu')}: </span>
      <span className="staff-menu__words">
        <span>
          {staff.firstName} {staff.lastName}
        </span>{' '}
        <span className="staff-menu__role">{t(roleWords[staff.role])}</span>
      </span>
      <IconSelector size={16} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}

/** The firms of this login; the one that one is in has the tick. */
function firmEntries(
  firms: readonly { id: string; name: string }[],
  current: string,
  heading: string,
  onChoose: (id: string) => void,
): MenuEntry[] {
  return [
    { kind: 'divider', label: 'firms' },
    { kind: 'heading', label: heading },
    ...firms.map(({ id, name }) => ({
      kind: 'item' as const,
      label: name,
      icon: <IconBuilding size={16} stroke={1.75} aria-hidden />,
      checked: id === current,
      onChoose: () => {
        if (id !== current) onChoose(id);
      },
    })),
  ];
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

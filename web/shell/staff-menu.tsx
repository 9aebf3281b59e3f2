import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Menu.css';
import { Menu, useMantineColorScheme } from '@mantine/core';
import {
  IconCheck,
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
import { showProblem } from '../ui/undo-toast.tsx';

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
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <button
          type="button"
          className="staff-menu"
          aria-label={`${t('yourMenu')}: ${staff.firstName} ${staff.lastName}`}
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
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{staff.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('appearance')}</Menu.Label>
        {schemes.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            closeMenuOnClick={false}
            leftSection={<Icon size={16} stroke={1.75} aria-hidden />}
            rightSection={colorScheme === value && <IconCheck size={16} stroke={2} aria-hidden />}
            onClick={() => setColorScheme(value)}
          >
            {t(label)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.75} aria-hidden />} onClick={onHelp}>
          {t('keyboardShortcuts')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.75} aria-hidden />}
          onClick={() => void signOut()}
        >
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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

import {
  IconActivity,
  IconAddressBook,
  IconBriefcase,
  IconChartBar,
  IconChecklist,
  IconHome,
  IconInbox,
  IconMessages,
  IconReceipt,
  IconSettings,
} from '@tabler/icons-react';
import type { Session } from '../api/session-query.ts';
import type { NavItem } from '../shell/nav.ts';

export const gallerySession: Session = {
  state: 'signed_in',
  me: {
    firm: {
      id: 'f1',
      name: 'Alder & Finch Solicitors',
      country: 'GB',
      timeZone: 'Europe/London',
      currency: 'GBP',
    },
    staff: {
      id: 's1',
      firstName: 'Tessa',
      lastName: 'Reid',
      role: 'administrator',
      email: 'tessa.reid@example.com',
    },
  },
};

const icons = [
  IconHome,
  IconActivity,
  IconInbox,
  IconBriefcase,
  IconAddressBook,
  IconChecklist,
  IconMessages,
  IconReceipt,
  IconChartBar,
];

/** Nine places, to see the whole column; only their names in the words of the product would repeat. */
export const galleryNav: readonly NavItem[] = [
  ...icons.map(
    (icon, index): NavItem => ({
      to: index === 1 ? '/gallery' : `/gallery-${index}`,
      label: 'home',
      icon,
      key: String(index),
      place: 'main',
      onPhoneBar: index < 4,
      ...(index === 2 && { useCount: () => 4 }),
    }),
  ),
  { to: '/settings', label: 'settings', icon: IconSettings, key: 's', place: 'foot', onPhoneBar: false },
];

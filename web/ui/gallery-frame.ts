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
    firms: [{ id: 'f1', name: 'Alder & Finch Solicitors' }],
  },
};

const places = [
  ['home', IconHome],
  ['activity', IconActivity],
  ['review', IconInbox],
  ['matters', IconBriefcase],
  ['contacts', IconAddressBook],
  ['tasks', IconChecklist],
  ['messages', IconMessages],
  ['quotes', IconReceipt],
  ['insights', IconChartBar],
] as const;

/** Every place, to see the whole column. */
export const galleryNav: readonly NavItem[] = [
  ...places.map(
    ([label, icon], index): NavItem => ({
      to: label === 'activity' ? '/gallery' : `/gallery-${label}`,
      label,
      icon,
      key: String(index),
      place: 'main',
      onPhoneBar: index < 4,
      ...(index === 2 && { useCount: () => 4 }),
    }),
  ),
  { to: '/settings', label: 'settings', icon: IconSettings, key: 's', place: 'foot', onPhoneBar: false },
];

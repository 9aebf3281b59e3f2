import {
  IconActivity,
  IconAddressBook,
  IconBriefcase,
  IconChartBar,
  IconChecklist,
  IconFileInvoice,
  IconHeartHandshake,
  IconHome,
  IconInbox,
  IconMessage2Question,
  IconMessages,
  IconSettings,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Role } from '../api/contract.ts';
import { useReviewCount } from '../features/activity/queries.ts';
import { useUnreadCount } from '../features/conversations/counts.ts';
import { useTextCount } from '../features/texts/queries.ts';
import type { Catalogue } from '../i18n/en-GB.ts';
import { paths } from '../paths.ts';

export type NavItem = {
  /** Address; the item is marked while the page is at or below it. */
  to: string;
  /** Its name, from the words of `i18n/en-GB/nav.ts`. */
  label: keyof Catalogue['nav'];
  icon: TablerIcon;
  /** `g` then this key goes there. */
  key: string;
  /** `foot` stands at the bottom of the column, with Settings. */
  place: 'main' | 'foot';
  /** Among the four of a phone's bottom bar; the others are under More. */
  onPhoneBar: boolean;
  /** Only for these roles; left out = everybody. */
  roles?: readonly Role[];
  /** How many things wait there; a hook, so it may read a query. */
  useCount?: () => number | undefined;
};

/** The navigation, in order. A feature adds its line when its screens exist. */
export const navItems: readonly NavItem[] = [
  { to: paths.home, label: 'home', icon: IconHome, key: 'h', place: 'main', onPhoneBar: true },
  {
    to: paths.activity,
    label: 'activity',
    icon: IconActivity,
    key: 'a',
    place: 'main',
    onPhoneBar: true,
  },
  {
    to: paths.review,
    label: 'review',
    icon: IconInbox,
    key: 'r',
    place: 'main',
    onPhoneBar: true,
    useCount: useReviewCount,
  },
  {
    to: paths.conversations,
    label: 'messages',
    icon: IconMessages,
    key: 'e',
    place: 'main',
    onPhoneBar: false,
    useCount: useUnreadCount,
  },
  { to: paths.matters, label: 'matters', icon: IconBriefcase, key: 'm', place: 'main', onPhoneBar: true },
  {
    to: paths.contacts,
    label: 'contacts',
    icon: IconAddressBook,
    key: 'c',
    place: 'main',
    onPhoneBar: false,
  },
  { to: paths.leads, label: 'quotes', icon: IconFileInvoice, key: 'q', place: 'main', onPhoneBar: false },
  { to: paths.tasks, label: 'tasks', icon: IconChecklist, key: 't', place: 'main', onPhoneBar: false },
  {
    to: paths.texts,
    label: 'texts',
    icon: IconMessage2Question,
    key: 'x',
    place: 'main',
    onPhoneBar: false,
    useCount: useTextCount,
  },
  {
    to: paths.referrers,
    label: 'referrers',
    icon: IconHeartHandshake,
    key: 'f',
    place: 'main',
    onPhoneBar: false,
  },
  { to: paths.insights, label: 'insights', icon: IconChartBar, key: 'i', place: 'main', onPhoneBar: false },
  {
    to: paths.settings,
    label: 'settings',
    icon: IconSettings,
    key: 's',
    place: 'foot',
    onPhoneBar: false,
    roles: ['owner', 'administrator'],
  },
];

export function isCurrent(item: Pick<NavItem, 'to'>, pathname: string): boolean {
  return item.to === '/' ? pathname === '/' : pathname === item.to || pathname.startsWith(`${item.to}/`);
}

export function navFor(items: readonly NavItem[], role: Role): readonly NavItem[] {
  return items.filter((item) => item.roles === undefined || item.roles.includes(role));
}

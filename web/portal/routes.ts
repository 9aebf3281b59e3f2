/** Every screen of somebody who is signed in to the portal: one line each, and loaded when it is opened. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface ScreenProps {
  /** What stands in the address for `:name`. */
  params: Readonly<Record<string, string>>;
  search: URLSearchParams;
}

type Screen = LazyExoticComponent<ComponentType<ScreenProps>>;

export const portalPaths = {
  home: '/portal',
  messages: '/portal/messages',
  toDo: '/portal/to-do',
  appointments: '/portal/appointments',
  files: '/portal/files',
  account: '/portal/account',
} as const;

export const conversationPath = (id: string) => `/portal/c/${id}`;
export const appointmentPath = (id: string) => `${portalPaths.appointments}/${id}`;
export const filePath = (id: string) => `${portalPaths.files}/${id}`;
export const sharePath = (id: string) => `/portal/shares/${id}`;
export const requestPath = (id: string) => `/portal/requests/${id}`;

const screen = (load: () => Promise<ComponentType<ScreenProps>>): Screen =>
  lazy(async () => ({ default: await load() }));

export const screens: readonly { path: string; screen: Screen }[] = [
  {
    path: portalPaths.home,
    screen: screen(async () => (await import('./features/home/home-screen.tsx')).HomeScreen),
  },
  {
    path: portalPaths.messages,
    screen: screen(async () => (await import('./features/messages/list-screen.tsx')).MessagesScreen),
  },
  {
    path: conversationPath(':id'),
    screen: screen(
      async () => (await import('./features/messages/conversation-screen.tsx')).ConversationScreen,
    ),
  },
  {
    path: portalPaths.toDo,
    screen: screen(async () => (await import('./features/to-do/to-do-screen.tsx')).ToDoScreen),
  },
  {
    path: portalPaths.appointments,
    screen: screen(async () => (await import('./features/appointments/list-screen.tsx')).AppointmentsScreen),
  },
  {
    path: appointmentPath(':id'),
    screen: screen(
      async () => (await import('./features/appointments/appointment-screen.tsx')).AppointmentScreen,
    ),
  },
  {
    path: portalPaths.files,
    screen: screen(async () => (await import('./features/files/files-screen.tsx')).FilesScreen),
  },
  {
    path: filePath(':id'),
    screen: screen(async () => (await import('./features/files/file-screen.tsx')).FileScreen),
  },
  {
    path: sharePath(':id'),
    screen: screen(async () => (await import('./features/shares/share-screen.tsx')).ShareScreen),
  },
  {
    path: requestPath(':id'),
    screen: screen(async () => (await import('./features/requests/request-screen.tsx')).RequestScreen),
  },
  {
    path: portalPaths.account,
    screen: screen(async () => (await import('./features/account/account-screen.tsx')).AccountScreen),
  },
];

/** Every screen of somebody who is signed in to the portal: one line each. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { FilesScreen, ToDoScreen } from './features/home/empty-screens.tsx';
import { MessagesScreen } from './features/messages/list-screen.tsx';

export interface ScreenProps {
  /** What stands in the address for `:name`. */
  params: Readonly<Record<string, string>>;
  search: URLSearchParams;
}

type Screen = ComponentType<ScreenProps> | LazyExoticComponent<ComponentType<ScreenProps>>;

export const portalPaths = {
  messages: '/portal',
  files: '/portal/files',
  toDo: '/portal/to-do',
  account: '/portal/account',
} as const;

export const screens: readonly { path: string; screen: Screen }[] = [
  { path: portalPaths.messages, screen: MessagesScreen },
  {
    path: '/portal/c/:id',
    screen: lazy(async () => ({
      default: (await import('./features/messages/conversation-screen.tsx')).ConversationScreen,
    })),
  },
  { path: portalPaths.files, screen: FilesScreen },
  { path: portalPaths.toDo, screen: ToDoScreen },
  {
    path: portalPaths.account,
    screen: lazy(async () => ({
      default: (await import('./features/account/account-screen.tsx')).AccountScreen,
    })),
  },
];

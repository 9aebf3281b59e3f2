import { createContext, useContext } from 'react';
import type { Named } from './mentions.ts';
import type { Conversation, Message } from './queries.ts';

/** What every part of an open thread may need. */
export type ThreadTools = {
  conversation: Conversation;
  me: string;
  /** Staff who can be named in it. */
  nameable: readonly Named[];
  /** Shows a message, wherever in the thread it stands. */
  jump: (seq: number) => void;
  reply: (message: Message) => void;
};

export const ThreadContext = createContext<ThreadTools | undefined>(undefined);

export function useThread(): ThreadTools {
  const tools = useContext(ThreadContext);
  if (!tools) throw new Error('This belongs into a thread');
  return tools;
}

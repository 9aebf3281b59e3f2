/** The tables of conversations, as migrations/0040-conversations.sql makes them. */
import type { Generated } from 'kysely';
import type { ConversationClass, ConversationKind, ConversationState, Leaving } from './kinds.ts';

interface PortalSettingsTable {
  firm_id: string;
  members_only: Generated<boolean>;
  undo_seconds: Generated<number>;
  typing_shown: Generated<boolean>;
  version: Generated<number>;
  updated_at: Generated<Date>;
}

interface PortalUsersTable {
  firm_id: string;
  id: string;
  contact_id: string;
  /** Empty for who comes by number. */
  email: string;
  number: Generated<string | null>;
  active: Generated<boolean>;
  bounced_at: Generated<Date | null>;
  email_changed_at: Generated<Date | null>;
  replaced_by_id: Generated<string | null>;
  created_by_staff_id: string | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

interface ConversationsTable {
  firm_id: string;
  id: string;
  kind: ConversationKind;
  matter_id: string | null;
  title: Generated<string>;
  class: ConversationClass | null;
  state: Generated<ConversationState>;
  held_at: Generated<Date | null>;
  held_reason: Generated<string>;
  held_by_staff_id: Generated<string | null>;
  second_factor: Generated<boolean>;
  last_seq: Generated<number>;
  last_message_at: Generated<Date | null>;
  awaiting_since: Generated<Date | null>;
  continues_id: Generated<string | null>;
  direct_key: Generated<string | null>;
  staff_ids: Generated<string[]>;
  created_by_staff_id: string | null;
  created_at: Date;
  updated_at: Date;
  archived_at: Generated<Date | null>;
  ended_at: Generated<Date | null>;
  version: Generated<number>;
}

interface ParticipantsTable {
  firm_id: string;
  id: string;
  conversation_id: string;
  staff_id: string | null;
  portal_user_id: string | null;
  from_seq: Generated<number>;
  to_seq: Generated<number | null>;
  joined_at: Date;
  left_at: Generated<Date | null>;
  left_how: Generated<Leaving | null>;
  cause: Generated<string>;
  access_until: Generated<Date | null>;
  added_by_staff_id: string | null;
}

interface MessagesTable {
  firm_id: string;
  conversation_id: string;
  seq: number;
  id: string;
  kind: Generated<'message' | 'note'>;
  author_staff_id: string | null;
  author_portal_user_id: string | null;
  body: string;
  detail: Generated<unknown>;
  sent_by: Generated<'portal' | 'sms' | 'email'>;
  reply_to_seq: Generated<number | null>;
  privileged: Generated<boolean>;
  inside: Generated<boolean>;
  client_key: Generated<string | null>;
  edited_at: Generated<Date | null>;
  retracted_at: Generated<Date | null>;
  retracted_by_staff_id: Generated<string | null>;
  search: Generated<string | null>;
  created_at: Date;
}

interface MessageVersionsTable {
  firm_id: string;
  conversation_id: string;
  seq: number;
  number: number;
  body: string;
  replaced_at: Date;
}

interface OutgoingMessagesTable {
  firm_id: string;
  id: string;
  conversation_id: string;
  author_staff_id: string;
  message: unknown;
  client_key: string | null;
  release_at: Date;
  refused: Generated<string | null>;
  created_at: Date;
}

interface ReadPointersTable {
  firm_id: string;
  conversation_id: string;
  person_id: string;
  is_staff: boolean;
  seq: number;
  at: Date;
}

interface ReadMarksTable {
  firm_id: string;
  conversation_id: string;
  person_id: string;
  seq: number;
  at: Date;
}

interface DraftsTable {
  firm_id: string;
  conversation_id: string;
  person_id: string;
  is_staff: boolean;
  body: string;
  updated_at: Date;
}

interface PinsTable {
  firm_id: string;
  conversation_id: string;
  seq: number;
  pinned_by_staff_id: string;
  pinned_at: Date;
}

interface MentionsTable {
  firm_id: string;
  conversation_id: string;
  seq: number;
  staff_id: string;
}

interface BreakGlassGrantsTable {
  firm_id: string;
  id: string;
  conversation_id: string;
  staff_id: string;
  reason: string;
  silent: Generated<boolean>;
  hours: number;
  asked_by_staff_id: string;
  asked_at: Date;
  approved_by_staff_id: Generated<string | null>;
  approved_at: Generated<Date | null>;
  expires_at: Generated<Date | null>;
  ended_at: Generated<Date | null>;
}

interface ClosedMattersTable {
  firm_id: string;
  matter_id: string;
  staff_id: string | null;
  at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    portal_settings: PortalSettingsTable;
    portal_users: PortalUsersTable;
    conversations: ConversationsTable;
    participants: ParticipantsTable;
    messages: MessagesTable;
    message_versions: MessageVersionsTable;
    outgoing_messages: OutgoingMessagesTable;
    read_pointers: ReadPointersTable;
    read_marks: ReadMarksTable;
    drafts: DraftsTable;
    pins: PinsTable;
    mentions: MentionsTable;
    break_glass_grants: BreakGlassGrantsTable;
    closed_matters: ClosedMattersTable;
  }
}

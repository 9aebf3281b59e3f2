/** The tables of texts, as migrations/0044-texts.sql makes them. */
import type { Generated } from 'kysely';
import type { Reply } from './reply-words.ts';
import type { TextState } from './states.ts';

export interface TextSettingsTable {
  firm_id: string;
  provider: string;
  api_url: string;
  account_id: string;
  auth_token: Buffer;
  key_id: string | null;
  key_secret: Buffer | null;
  hook_key: string;
  status: Generated<'active' | 'paused'>;
  sender_word: string | null;
  word_registered: Generated<boolean>;
  prefer: Generated<'number' | 'word'>;
  countries: string[];
  quiet_from: Generated<number>;
  quiet_until: Generated<number>;
  quiet_weekends: Generated<boolean>;
  sign_in_by_number: Generated<boolean>;
  unknown_senders: Generated<'triage' | 'drop'>;
  triage_assignee_id: string | null;
  keyword_answers: Generated<'provider' | 'ours'>;
  daily_parts: Generated<number>;
  test_state: Generated<'none' | 'ok' | 'failed'>;
  test_detail: Generated<string>;
  tested_at: Date | null;
  trouble: Generated<string>;
  failures: Generated<number>;
  rest_until: Date | null;
  poll_due_at: Date;
  polled_to: Date;
  last_hook_at: Date | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

export type LineKind = 'long_code' | 'toll_free' | 'short_code' | 'mobile';

export interface TextLinesTable {
  firm_id: string;
  id: string;
  number: string;
  label: Generated<string>;
  kind: Generated<LineKind>;
  us_registered: Generated<boolean>;
  service_id: string | null;
  is_default: Generated<boolean>;
  removed_at: Date | null;
  version: Generated<number>;
  created_at: Date;
}

export type NumberProblem = 'invalid' | 'not_mobile' | 'blocked';

export interface TextNumbersTable {
  firm_id: string;
  number: string;
  consent: 'in' | 'out' | null;
  consent_at: Date | null;
  carrier_blocked: Generated<boolean>;
  problem: NumberProblem | null;
  problem_at: Date | null;
}

export type ConsentChannel = 'sms' | 'portal' | 'staff' | 'carrier';

export interface TextConsentsTable {
  firm_id: string;
  id: string;
  number: string;
  change: 'in' | 'out';
  channel: ConsentChannel;
  basis: string;
  contact_id: string | null;
  by_staff_id: string | null;
  by_portal_user_id: string | null;
  at: Date;
}

export interface TextMattersTable {
  firm_id: string;
  matter_id: string;
  set_by_staff_id: string | null;
  set_at: Date;
}

/** To somebody who comes by number: what mails are to everybody else. */
export type ProgramKind = 'invitation' | 'sign_in' | 'notice' | 'told';
export type TextKind = 'message' | 'stopped' | 'started' | 'help' | ProgramKind;

export interface TextMessagesTable {
  firm_id: string;
  id: string;
  conversation_id: Generated<string | null>;
  message_id: Generated<string | null>;
  seq: Generated<number | null>;
  portal_user_id: Generated<string | null>;
  contact_id: Generated<string | null>;
  author_staff_id: Generated<string | null>;
  kind: Generated<TextKind>;
  number: string;
  words: string;
  privileged: Generated<boolean>;
  urgent_reason: Generated<string>;
  body: Generated<string>;
  sealed: Generated<Buffer | null>;
  link_only: Generated<boolean>;
  parts: Generated<number>;
  line_id: Generated<string | null>;
  sender: Generated<string>;
  service_id: Generated<string | null>;
  state: TextState;
  rules: Generated<string[]>;
  reason: Generated<string | null>;
  error_code: Generated<string | null>;
  detail: Generated<string>;
  due_at: Generated<Date | null>;
  claimed_until: Generated<Date | null>;
  attempts: Generated<number>;
  asked_at: Generated<Date | null>;
  provider_id: Generated<string | null>;
  state_at: Date;
  created_at: Date;
}

export interface TextStatesTable {
  firm_id: string;
  id: string;
  text_id: string;
  state: TextState;
  error_code: string | null;
  at: Date;
}

export interface TextLinksTable {
  code: string;
  firm_id: string;
  text_id: string;
  conversation_id: string | null;
  created_at: Date;
}

export type InboundState = 'new' | 'filed' | 'triage' | 'noted' | 'dropped' | 'dismissed';
export type ReviewState = 'none' | 'open' | 'confirmed' | 'mistaken';

export interface TextInboundTable {
  firm_id: string;
  id: string;
  channel: Generated<'sms' | 'portal'>;
  provider_id: string;
  number: string;
  line_id: string | null;
  to_number: Generated<string>;
  body: string;
  reply: Reply | null;
  answered_by_provider: Generated<boolean>;
  state: InboundState;
  reason: Generated<string | null>;
  conversation_id: Generated<string | null>;
  seq: Generated<number | null>;
  contact_id: Generated<string | null>;
  portal_user_id: Generated<string | null>;
  candidates: Generated<number>;
  review: Generated<ReviewState>;
  settled_by_staff_id: Generated<string | null>;
  settled_at: Generated<Date | null>;
  task_id: Generated<string | null>;
  attempts: Generated<number>;
  due_at: Generated<Date | null>;
  received_at: Date;
}

export interface TextCandidatesTable {
  firm_id: string;
  id: string;
  inbound_id: string;
  contact_id: string;
  conversation_id: string | null;
  matter_id: string | null;
}

export type MediaState = 'waiting' | 'kept' | 'done' | 'too_large' | 'gone';

export interface TextMediaTable {
  firm_id: string;
  id: string;
  inbound_id: string;
  position: number;
  url: string;
  content_type: Generated<string>;
  state: Generated<MediaState>;
  size_bytes: Generated<number | null>;
  file_id: Generated<string | null>;
  detail: Generated<string>;
  attempts: Generated<number>;
  due_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    text_settings: TextSettingsTable;
    text_lines: TextLinesTable;
    text_numbers: TextNumbersTable;
    text_consents: TextConsentsTable;
    text_matters: TextMattersTable;
    text_messages: TextMessagesTable;
    text_states: TextStatesTable;
    text_links: TextLinksTable;
    text_inbound: TextInboundTable;
    text_candidates: TextCandidatesTable;
    text_media: TextMediaTable;
  }
}

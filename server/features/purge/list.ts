/**
 * What a purge does with each table of a firm, and why, in the order in which it does it: what hangs on a row goes before
 * the row, what leads to others after those. A table that is not here fails `list.test.ts`.
 */

import { kept } from './list-kept.ts';
import type { Rule, Way } from './list-rule.ts';

const matter: Way = { column: 'matter_id', of: 'matters', key: 'id' };
const conversation: Way = { column: 'conversation_id', of: 'conversations', key: 'id' };
const call: Way = { column: 'interaction_id', of: 'interactions', key: 'id' };
const workspace: Way = { column: 'workspace_id', of: 'onboarding_workspaces', key: 'id' };
const lead: Way = { column: 'lead_id', of: 'leads', key: 'id' };
const way = (column: string, of: string, key = 'id'): Way => ({ column, of, key });

type More = Omit<Rule, 'table' | 'does' | 'why'>;
const goes = (table: string, why: string, ways: readonly Way[], more: More = {}): Rule => ({
  ...{ table, does: 'deleted', why, ways },
  ...more,
});
const named = { named: true } as const;

const deleted: readonly Rule[] = [
  // by the ids of all that follows, so before it
  goes('external_links', 'how connected systems call what goes', []),

  // by the step that destroys the matter's key
  goes('matter_content_keys', 'the keys of its contents, as the matter’s key opened them', [matter]),

  // copies and what was sent
  goes(
    'hand_overs',
    'a copy of what goes',
    [matter, conversation, { ...way('seen_matters', 'matters'), many: true }],
    {
      ...named,
      bytes: ['sha256', 'size_bytes'],
    },
  ),
  goes('person_exports', 'a copy of what goes', [{ ...way('matter_ids', 'matters'), many: true }], {
    ...named,
    bytes: ['sha256', 'size_bytes'],
  }),
  goes(
    'outbox',
    'mails about the matter or its conversations',
    [
      matter,
      way('id', 'notice_events', 'outbox_id'),
      way('id', 'mail_memos', 'outbox_id'),
      way('id', 'key_stage_messages', 'outbox_id'),
    ],
    { ...named, counts: 'mails' },
  ),
  goes(
    'incoming_mails',
    'mails to the matter or its conversations',
    [matter, way('id', 'mail_replies', 'mail_id'), way('id', 'event_replies', 'mail_id')],
    { ...named, bytes: ['sha256', 'size_bytes'], counts: 'mails' },
  ),
  goes('mail_memos', 'which mail was filed as which memo', [matter]),
  goes(
    'webhook_deliveries',
    'what was sent on about its calls',
    [way('message_id', 'webhook_messages')],
    named,
  ),
  goes(
    'webhook_messages',
    'what was to be sent on about its calls',
    [call, { ...way('matter_ids', 'matters'), many: true }],
    named,
  ),
  goes('webhook_told', 'what was sent on about its calls', [call]),
  goes('events', 'that something of it changed', [matter, conversation]),

  // conversations
  goes('mentions', 'who was named', [conversation]),
  goes('pins', 'what was pinned', [conversation]),
  goes('message_versions', 'what messages said before', [conversation]),
  goes('file_words', 'the text of files, for the search', [conversation]),
  goes('attachments', 'files of messages', [conversation], { ...named, bytes: ['sha256', 'size_bytes'] }),
  goes('drafts', 'what nobody sent', [conversation]),
  goes('outgoing_messages', 'what had not left yet', [conversation], named),
  goes('read_pointers', 'who read how far', [conversation]),
  goes('read_marks', 'who read what when', [conversation]),
  goes('notice_focus', 'who looked', [conversation]),
  goes('notice_timers', 'which mail was due', [conversation]),
  goes('notice_events', 'which mail went when', [conversation], named),
  goes('push_timers', 'which push was due', [conversation]),
  goes('push_events', 'which push went when', [conversation], named),
  goes('reply_addresses', 'where answers went', [conversation]),
  goes('mail_replies', 'answers by mail', [conversation], named),
  goes('text_links', 'links in texts', [conversation]),
  goes('text_states', 'how texts fared', [way('text_id', 'text_messages')], named),
  goes('text_media', 'pictures of texts', [way('inbound_id', 'text_inbound')], named),
  goes('text_candidates', 'where a text may belong', [conversation, matter], named),
  goes('text_messages', 'texts to clients', [conversation], { ...named, counts: 'texts' }),
  goes('text_inbound', 'texts from clients', [conversation], { ...named, counts: 'texts' }),
  goes('to_dos', 'what people had to do', [matter, conversation], named),
  goes('share_files', 'files that were shared', [matter, conversation], {
    ...named,
    bytes: ['sha256', 'size_bytes'],
  }),
  goes('share_news', 'that shared files changed', [conversation]),
  goes('shares', 'what was shared with whom', [matter, conversation], named),
  goes('request_files', 'files that clients sent in', [matter, conversation], {
    ...named,
    bytes: ['sha256', 'size_bytes'],
  }),
  goes('request_slots', 'what was asked for', [matter, conversation], named),
  goes('file_requests', 'what was asked for', [matter, conversation], named),
  goes('uploads', 'files that came in', [conversation], { ...named, bytes: ['sha256', 'size_bytes'] }),
  goes('break_glass_grants', 'who was let in; the audit log keeps that it happened', [conversation], named),
  goes('participants', 'who took part when', [conversation], named),
  goes('messages', 'what was said', [conversation], { ...named, counts: 'messages' }),
  goes('conversations', 'the conversation itself', [matter], { ...named, counts: 'conversations' }),

  // appointments
  goes('event_replies', 'answers to invitations', [matter], named),
  goes('event_reminders', 'reminders of appointments', [matter]),
  goes('event_attendees', 'who was invited', [matter], named),
  goes('matter_events', 'appointments', [matter], named),

  // calls
  goes('speech_drafts', 'transcripts and summaries', [call], named),
  goes('interaction_words', 'words of calls, for the search', [call]),
  goes('artefacts', 'recordings and voicemails', [call], { ...named, bytes: ['sha256', 'size_bytes'] }),
  goes('redo_results', 'what deciding anew changed', [call, matter]),
  goes('what_if_changes', 'what a trial would have changed', [
    call,
    matter,
    way('then_matter_id', 'matters'),
  ]),
  goes(
    'what_if_counts',
    'what a trial would have changed',
    [matter, way('then_matter_id', 'matters')],
    named,
  ),
  goes('session_links', 'how the telephone system called it', [call]),
  goes('observations', 'what was seen of calls', [call]),
  goes('log_entries', 'how calls were logged', [call, matter], named),
  goes('interactions', 'calls, texts and faxes of the matter and of no other', [], {
    ...named,
    counts: 'calls',
  }),

  // what is written elsewhere
  goes(
    'destination_writes',
    'what was written to a connected system',
    [matter, way('log_entry_id', 'log_entries')],
    named,
  ),
  goes('sync_differences', 'questions about what differs', [matter], named),
  goes('sync_sheets', 'what both sides said', [matter]),
  goes('resyncs', 'looking again', [matter], named),

  // how it came to be, and onboarding
  goes('conversion_steps', 'how it was made', [way('conversion_id', 'conversions')]),
  goes('conversions', 'how it was made', [matter], { ...named }),
  goes(
    'onboarding_events',
    'news of its workspaces',
    [way('external_id', 'onboarding_workspaces', 'external_id')],
    named,
  ),
  goes('onboarding_costs', 'costs of its workspaces', [workspace], { with: 'onboarding_workspaces' }),
  goes('onboarding_files', 'papers of its workspaces', [workspace], { with: 'onboarding_workspaces' }),
  goes('onboarding_decisions', 'decisions on its workspaces', [workspace], {
    ...named,
    with: 'onboarding_workspaces',
  }),
  goes(
    'onboarding_workspaces',
    'identity checks and forms; an empty stub stays, so that later news are passed over',
    [matter],
    named,
  ),

  // the matter's own record
  goes('document_versions', 'versions of documents', [matter], { ...named, bytes: ['sha256', 'size_bytes'] }),
  goes('documents', 'documents', [matter], { ...named, counts: 'documents' }),
  goes('folders', 'folders', [matter], named),
  goes('tasks', 'tasks', [matter], named),
  goes('memos', 'memos', [matter], named),
  goes('fees', 'time that was written down', [matter], { ...named, counts: 'time' }),
  goes('cost_recoveries', 'costs', [matter], { ...named, counts: 'time' }),
  goes('matter_account_checks', 'who was called about an account', [matter], named),
  goes('matter_account_changes', 'changes of accounts', [matter], named),
  goes('matter_layout_fields', 'the completion sheet', [matter]),
  goes('matter_layouts', 'the completion sheet', [matter]),
  goes('matter_parties', 'who was concerned; the contacts stay', [matter]),
  goes('matter_access', 'its wall', [matter]),
  goes('pair_rules', 'whose calls went to it', [matter]),
  goes('text_matters', 'that its texts held no words', [matter]),
  goes('closed_matters', 'that its conversations were to end', [matter]),
  goes('key_stage_news', 'that its stage changed', [matter]),
  goes('sync_news', 'that something of it changed', [matter]),
  goes('holds', 'holds that have ended; the audit log keeps who set and ended them', [matter], named),
  goes('matters', 'the matter itself', [way('id', 'matters')], named),
];

const emptied: readonly Rule[] = [
  {
    ...{ table: 'leads', does: 'emptied', why: 'the enquiry stays as a figure: number, kind, states, days' },
    ways: [matter],
    named: true,
  },
  ...(
    [
      ['lead_clients', 'who asked: all of it goes', [lead]],
      ['lead_events', 'what happened, without words', [lead]],
      ['key_stage_progress', 'which stage when, without notes', [lead]],
      ['key_stage_messages', 'who was told: all of it goes', [lead]],
      ['quote_mails', 'who was sent a quote: all of it goes', [way('quote_version_id', 'quote_versions')]],
      ['referrals', 'figures of the referral, without notes', [lead]],
      ['referral_events', 'states of the referral, without notes', [way('referral_id', 'referrals')]],
      ['widget_requests', 'that it came from the website, without the page', [lead]],
    ] as const
  ).map(([table, why, ways]): Rule => ({ table, does: 'emptied', why, ways })),
  {
    ...{
      table: 'quote_versions',
      does: 'emptied',
      why: 'figures, rates and days of quotes stay; words and papers go',
    },
    ways: [way('quote_id', 'quotes')],
    bytes: ['pdf_sha256', 'pdf_size'],
    counts: 'quotes',
    named: true,
  },
  {
    ...{
      table: 'raw_events',
      does: 'emptied',
      why: 'its hash stays on the ledger, so that nothing can be slipped in',
    },
    ways: [],
  },
  {
    table: 'matter_keys',
    does: 'emptied',
    why: 'the row says that the key of the matter was destroyed, and when',
    ways: [matter],
  },
  {
    table: 'audit_log',
    does: 'emptied',
    why: 'who did what when stays, with the hash of its words',
    ways: [matter],
  },
];

export const purgeList: readonly Rule[] = [...deleted, ...emptied, ...kept];
export const deletedTables = deleted;

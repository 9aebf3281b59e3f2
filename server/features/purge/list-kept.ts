/** Tables that stay as they are when a matter is purged, and why. */
import type { Rule } from './list-rule.ts';

const stays = (why: string, tables: string): readonly Rule[] =>
  tables
    .trim()
    .split(/\s+/)
    .map((table): Rule => ({ table, does: 'kept', why }));

export const kept: readonly Rule[] = [
  ...stays(
    'what shows that a purge was right',
    'firm_deletions purge_batches purge_items purge_settings matter_retention retention_policies',
  ),
  ...stays(
    'the chain of hashes: nothing but hashes and ids',
    'audit_blocks audit_checks audit_heads audit_pending audit_settings ledger_blocks ledger_heads',
  ),
  ...stays('figures of the enquiry, without words', 'chases key_stage_conflicts quotes'),
  ...stays(
    'people: conflict checks need them, and each is erased by the erasure of a person',
    'contacts contacts_apart contact_addresses contact_emails contact_members contact_numbers chase_opt_outs retro_offers portal_users portal_logins portal_confirmations portal_invitations portal_resets merged_contact_decisions referrers referrer_branches referrer_users referrer_sessions referrer_sign_in_links',
  ),
  ...stays('a word on consent binds the firm whatever happened to the matter', 'text_consents text_numbers'),
  ...stays(
    'goes with the bytes that it tells of, when nothing names them any more',
    'files file_previews content_keys',
  ),
  ...stays('deleted by itself after some days', 'idempotency_keys'),
  ...stays(
    'a waiting list of ids; what waits leads to nothing any more',
    'pending_events unread_events mirror_hints mirror_gaps',
  ),
  ...stays('a list that was brought in, about the whole firm', 'imports'),
  ...stays(
    'what ran when, over the whole firm; its results about the matter go',
    'backfills daily_proofs mirror_streams redo_runs sealing_rounds what_if_runs',
  ),
  ...stays(
    'staff, and how they sign in',
    'staff_members invitations memberships api_tokens push_preferences push_subscriptions saved_views',
  ),
  ...stays(
    'settings of the firm',
    `account_care activity_codes call_logging_options chase_sequences connection_attempts connection_keys connections fee_scale_versions fee_scales
     file_settings hook_keys key_stage_mappings key_stages lead_number_sequences lost_reasons mail_in_settings mail_reply_settings matter_number_sequences
     matter_types message_templates notice_settings onboarding_settings portal_hosts portal_icons portal_looks portal_settings referrer_fee_rules
     referrer_fee_scales request_templates source_users sources speech_settings stage_sets stages sync_settings template_settings text_lines
     text_settings webhook_endpoints webhook_feeds widgets`,
  ),
];

/** The words of key stages. */

export const audiences = ['client', 'referrer'] as const;
export type Audience = (typeof audiences)[number];

export const channels = ['email', 'sms'] as const;
export type Channel = (typeof channels)[number];

/** What reaches a stage by itself, because the product knows it. The stage of the matter is a mapping, not a trigger. */
export const stageTriggers = [
  'quote_accepted',
  'lead_converted',
  'onboarding_id_complete',
  'onboarding_checks_complete',
  'onboarding_forms_complete',
  'onboarding_signed',
  'searches_ordered',
  'searches_returned',
] as const;
export type StageTrigger = (typeof stageTriggers)[number];

export const stageStates = ['pending', 'reached', 'skipped', 'not_applicable'] as const;
export type StageState = (typeof stageStates)[number];

/** By whom or what a state was set. */
export const origins = ['person', ...stageTriggers, 'matter_stage'] as const;
export type Origin = (typeof origins)[number];

/** What key stages hear of: see the triggers of migrations/0023-key-stages.sql. */
export type NewsKind = 'quote_accepted' | 'lead_converted' | 'matter_stage' | 'matter_type';

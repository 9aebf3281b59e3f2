/** Names of the server's rules → keys of the catalogue. */
const skipWords = {
  logging_off: 'reason_logging_off',
  internal_call: 'reason_internal_call',
  blocked_number: 'reason_blocked_number',
  too_short: 'reason_too_short',
  no_seat: 'reason_no_seat',
  no_contact: 'reason_no_contact',
  fax_needs_matter: 'reason_fax_needs_matter',
  fax_needs_contact: 'reason_fax_needs_contact',
  staff_chose_to_skip: 'reason_staff_chose_to_skip',
  no_staff: 'reason_no_staff',
} as const;

const reviewWords = {
  several_matters: 'review_several_matters',
  unknown_party: 'review_unknown_party',
  unknown_outcome: 'review_unknown_outcome',
  fax_needs_matter: 'review_fax_needs_matter',
  fax_needs_contact: 'review_fax_needs_contact',
  no_staff: 'review_no_staff',
  held: 'review_held',
  failed: 'review_failed',
} as const;

export type SkipWord = (typeof skipWords)[keyof typeof skipWords];
export type ReviewWord = (typeof reviewWords)[keyof typeof reviewWords];

export function skipReason(name: string): SkipWord | undefined {
  return isNameIn(skipWords, name) ? skipWords[name] : undefined;
}

export function reviewReason(name: string): ReviewWord | undefined {
  return isNameIn(reviewWords, name) ? reviewWords[name] : undefined;
}

function isNameIn<T extends object>(table: T, name: PropertyKey): name is keyof T {
  return Object.hasOwn(table, name);
}

/** What can be chosen, in the order of the menus. */
export const rules = [
  'fixed',
  'banded',
  'percentage',
  'formula',
  'on_application',
  'registration_fee',
  'property_tax',
  'information_fee',
] as const;

export const drivers = [
  'one',
  'client',
  'borrower',
  'title',
  'transfer',
  'gift_donor',
  'isa',
  'mortgage',
  'lender',
  'notice',
] as const;

export const fees = ['register_copy', 'title_plan_copy', 'priority_search', 'bankruptcy_search'] as const;
export const treatments = ['standard', 'zero', 'exempt', 'outside_scope'] as const;
export const shown = ['charged', 'optional', 'may_apply'] as const;

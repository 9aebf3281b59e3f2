/** The facts behind a decision as lines of a record: label and words, both keys of the catalogue. */
import type { LogEntry } from './interaction.ts';

type Why = LogEntry['why']['facts'];

const contactWords = {
  one_contact: 'contact_one_contact',
  several_contacts: 'contact_several_contacts',
  created: 'contact_created',
  none: 'contact_none',
  creation_off: 'contact_creation_off',
  withheld: 'contact_withheld',
  unreadable_number: 'contact_unreadable_number',
  not_for_faxes: 'contact_not_for_faxes',
  person_chose: 'contact_person_chose',
} as const satisfies Record<Why['contactRule'], string>;

const matterWords = {
  one_matter: 'matter_one_matter',
  pair_rule: 'matter_pair_rule',
  person_chose: 'matter_person_chose',
  shared_number_one_matter: 'matter_shared_number_one_matter',
  no_matter: 'matter_no_matter',
  several_matters: 'matter_several_matters',
  several_contacts: 'matter_several_contacts',
  matter_association_off: 'matter_matter_association_off',
  no_contact: 'matter_no_contact',
} as const satisfies Record<NonNullable<Why['matterRule']>, string>;

const staffWords = {
  mapped_user: 'staff_mapped_user',
  email: 'staff_email',
  extension: 'staff_extension',
  direct_number: 'staff_direct_number',
  none: 'staff_none',
} as const satisfies Record<Why['staffRule'], string>;

const assigneeWords = {
  matched_staff: 'assignee_matched_staff',
  alphabetical: 'assignee_alphabetical',
  named_staff: 'assignee_named_staff',
  role: 'assignee_role',
  none: 'assignee_none',
} as const satisfies Record<NonNullable<Why['assigneeRule']>, string>;

type FactWords =
  | (typeof contactWords)[keyof typeof contactWords]
  | (typeof matterWords)[keyof typeof matterWords]
  | (typeof staffWords)[keyof typeof staffWords]
  | (typeof assigneeWords)[keyof typeof assigneeWords];

export type Fact = {
  label: 'fact_contact' | 'fact_matter' | 'fact_staff' | 'fact_assignee';
  words: FactWords;
  name: string;
};

export function factsOf(why: Why): Fact[] {
  const facts: Fact[] = [
    { label: 'fact_contact', words: contactWords[why.contactRule], name: why.contactName ?? '' },
  ];
  if (why.matterRule !== null)
    facts.push({ label: 'fact_matter', words: matterWords[why.matterRule], name: '' });
  facts.push({ label: 'fact_staff', words: staffWords[why.staffRule], name: why.staffName ?? '' });
  if (why.assigneeRule !== null) {
    facts.push({
      label: 'fact_assignee',
      words: assigneeWords[why.assigneeRule],
      name: why.assigneeName ?? '',
    });
  }
  return facts;
}

type ContactFound = {
  contactId: string;
  contactName: string;
  matters: { id: string; number: string; title: string }[];
};

/** Contacts that were found, each with its matters, in the order of the facts. */
export function candidatesByContact(candidates: Why['candidates']): ContactFound[] {
  const found = new Map<string, ContactFound>();
  for (const { contactId, contactName, matterId, matterNumber, matterTitle } of candidates) {
    const contact = found.get(contactId) ?? { contactId, contactName, matters: [] };
    found.set(contactId, contact);
    if (matterId !== null)
      contact.matters.push({ id: matterId, number: matterNumber ?? '', title: matterTitle ?? '' });
  }
  return [...found.values()];
}

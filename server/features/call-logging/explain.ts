/** One decision in one sentence for people, from the facts that were kept with it. */
import type { Why } from './interaction.ts';

/** "One open matter for Jane Okafor." Plain text; says what was found, and who got the task and by which rule. */
export function explain(why: Why): string {
  const outcome = bySkip[why.rule];
  if (outcome !== undefined) return outcome(why);
  const found = foundSentence(why);
  const task = why.assigneeName === null ? '' : ` Task for ${why.assigneeName}, ${assigneeWords(why)}.`;
  const before = beforeWriting[why.rule];
  return `${found}${task}${before === undefined ? '' : ` ${before}`}`;
}

const beforeWriting: Readonly<Record<string, string>> = {
  held_for_review: 'Held until somebody confirms it.',
  waiting_for_files: 'Waiting for the recording or document.',
};

/** Rules by which nothing is written, by name. */
const bySkip: Readonly<Record<string, (why: Why) => string>> = {
  in_progress: () => 'The call is still going on.',
  logging_off: () => 'Logging of this kind is switched off.',
  internal_call: () => 'Both ends are the firm’s own.',
  blocked_number: () => 'The number is blocked.',
  too_short: ({ options }) =>
    `Shorter than the minimum of ${String(options.minimumDurationSeconds)} seconds.`,
  no_seat: ({ staffName }) =>
    staffName === null ? 'Nobody with a seat took part.' : `${staffName} has no seat for this destination.`,
  no_contact: (why) => `${foundSentence(why)} Only known contacts are logged here.`,
  fax_needs_matter: (why) => `${foundSentence(why)} A fax is filed on exactly one matter.`,
  fax_needs_contact: (why) => `${foundSentence(why)} A fax is filed only for a known contact.`,
  staff_chose_to_skip: () => 'A person chose not to log it.',
  no_staff: (why) => `${foundSentence(why)} There is no active staff member to give the task to.`,
};

function foundSentence(why: Why): string {
  const who = why.contactName ?? 'the contacts with this number';
  switch (why.matterRule) {
    case 'one_matter':
      return `One ${openWord(why)}matter for ${who}.`;
    case 'pair_rule':
      return `Always this matter for ${who}.`;
    case 'person_chose':
      return 'A person chose the matter.';
    case 'shared_number_one_matter':
      return `${countContacts(why)} share the number, and all lead to the same matter.`;
    case 'no_matter':
      return `No ${openWord(why)}matter for ${who}.`;
    case 'several_matters':
      return `${why.candidates.length} ${openWord(why)}matters for ${who}.`;
    case 'several_contacts':
      return `${countContacts(why)} share the number.`;
    case 'matter_association_off':
      return `Found ${who}; matters are not looked for.`;
    default:
      return why.contactRule === 'created' && beforeWriting[why.rule] !== undefined
        ? 'New number: a contact will be created.'
        : noContactWords[why.contactRule];
  }
}

const noContactWords: Readonly<Record<Why['contactRule'], string>> = {
  one_contact: 'Found the contact.',
  several_contacts: 'Several contacts share the number.',
  created: 'New number: a contact was created.',
  none: 'No contact takes part.',
  creation_off: 'New number, and contacts are not created.',
  withheld: 'The caller withheld the number.',
  unreadable_number: 'The number cannot be read.',
  not_for_faxes: 'New number, and faxes never create a contact.',
  person_chose: 'A person chose the contact.',
};

function assigneeWords({ assigneeRule }: Why): string {
  switch (assigneeRule) {
    case 'matched_staff':
      return 'whose call or message it is';
    case 'named_staff':
      return 'named for tasks without a staff member';
    case 'role':
      return 'first in the role named for such tasks';
    default:
      return 'first in the alphabet, as no staff member was matched';
  }
}

/** With closed matters counted, "open" would be wrong. */
function openWord({ options }: Why): string {
  return options.closedMatters === true ? '' : 'open ';
}

function countContacts({ candidates }: Why): string {
  return `${new Set(candidates.map(({ contactId }) => contactId)).size} contacts`;
}

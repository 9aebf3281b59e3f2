import { expect, test } from 'vitest';
import { decide } from './decide.ts';
import { aContact, aFax, aMatter, type FactsChange, someFacts } from './examples.ts';
import { explain } from './explain.ts';

const two = aContact('jane', { matters: [aMatter('m1'), aMatter('m2')] });
const joe = aContact('joe', { displayName: 'Joe Okafor', matters: [aMatter('m1')] });
const withheld = { e164: null, raw: null, name: null, withheld: true };

test.each([
  ['one matter', {}, 'One open matter for Jane Okafor.'],
  ['closed ones counted', { options: { closedMatters: true } }, 'One matter for Jane Okafor.'],
  [
    'several matters',
    { contacts: [two] },
    '2 open matters for Jane Okafor. Task for Ada Solicitor, whose call or message it is.',
  ],
  [
    'no matter',
    { contacts: [aContact()] },
    'No open matter for Jane Okafor. Task for Ada Solicitor, whose call or message it is.',
  ],
  [
    'alphabetical',
    { contacts: [aContact()], mapping: new Map() },
    'No open matter for Jane Okafor. Task for Bo Abbott, first in the alphabet, as no staff member was matched.',
  ],
  [
    'shared number, one matter',
    { contacts: [joe, aContact('jane', { matters: [aMatter('m1')] })] },
    '2 contacts share the number, and all lead to the same matter.',
  ],
  [
    'shared number',
    { contacts: [two, joe] },
    '2 contacts share the number. Task for Ada Solicitor, whose call or message it is.',
  ],
  [
    'created',
    { contacts: [] },
    'New number: a contact was created. Task for Ada Solicitor, whose call or message it is.',
  ],
  [
    'withheld',
    { interaction: { externalParty: withheld } },
    'The caller withheld the number. Task for Ada Solicitor, whose call or message it is.',
  ],
  ['a person chose', { contacts: [two], override: { matter: aMatter('m2') } }, 'A person chose the matter.'],
  [
    'always for this pair',
    { contacts: [two], pairRules: [{ contactId: 'jane', matterId: 'm1' }] },
    'Always this matter for Jane Okafor.',
  ],
  [
    'matters not looked for',
    { options: { matterAssociation: false } },
    'Found Jane Okafor; matters are not looked for. Task for Ada Solicitor, whose call or message it is.',
  ],
  [
    'fax, several matters',
    { contacts: [two], interaction: aFax },
    '2 open matters for Jane Okafor. A fax is filed on exactly one matter.',
  ],
  [
    'fax, no contact',
    { contacts: [], interaction: aFax },
    'New number, and faxes never create a contact. A fax is filed only for a known contact.',
  ],
  [
    'exclusive',
    { contacts: [], options: { exclusiveContactAssociation: true, contactCreation: false } },
    'New number, and contacts are not created. Only known contacts are logged here.',
  ],
  ['too short', { options: { minimumDurationSeconds: 300 } }, 'Shorter than the minimum of 300 seconds.'],
  ['no seat', { options: { seats: ['bo'] } }, 'Ada Solicitor has no seat for this destination.'],
  ['logging off', { options: { callLogging: false } }, 'Logging of this kind is switched off.'],
  ['internal', { interaction: { direction: 'internal' } }, 'Both ends are the firm’s own.'],
  ['blocked', { interaction: { outcome: 'blocked' } }, 'The number is blocked.'],
  [
    'held',
    { options: { holdForReview: true } },
    'One open matter for Jane Okafor. Held until somebody confirms it.',
  ],
  [
    'waits for files',
    { options: { writeOnceWaitMinutes: 60 }, filesPending: true },
    'One open matter for Jane Okafor. Waiting for the recording or document.',
  ],
  ['in progress', { interaction: { ended: false } }, 'The call is still going on.'],
  ['skip chosen', { override: { skip: true } }, 'A person chose not to log it.'],
  [
    'nobody to give the task to',
    { staff: [], contacts: [aContact()] },
    'No open matter for Jane Okafor. There is no active staff member to give the task to.',
  ],
] satisfies [string, FactsChange, string][])('%s', (_name, change, sentence) => {
  expect(explain(decide(someFacts(change)).why)).toBe(sentence);
});

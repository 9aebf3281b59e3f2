/** Why a text does not leave, in sentences for people who use the API; screens have their own. */
import { type Refusal, refusalReasons } from './decide.ts';

export const refusalWords: Readonly<Record<Refusal, string>> = {
  texting_off: 'The firm has not set up texts. Send it by e-mail.',
  texting_paused: 'Texting is paused for the firm. Send it by e-mail.',
  staff: 'Texts go to people outside the firm only.',
  gone: 'They take no part in this conversation any more.',
  no_email: 'A client needs an e-mail address before texts can be sent.',
  no_number: 'The contact has no telephone number. Send it by e-mail.',
  no_consent: 'They have not agreed to texts. Send it by e-mail, or note their consent on the contact.',
  opted_out: 'They asked for no more texts. Send it by e-mail.',
  bad_number: 'The number is not in use. Send it by e-mail.',
  not_mobile: 'The number takes no texts: it is no mobile. Send it by e-mail.',
  country: 'The firm does not text to that country. Send it by e-mail.',
  needs_registered_number: 'Texts to the US and Canada need a registered number of the firm.',
  needs_number: 'Texts to that country need a number of the firm.',
  no_sender: 'The firm has neither a number nor a word to send texts from.',
  day_limit: 'The firm’s limit of texts for the day is reached. Send it by e-mail.',
};

export function isRefusal(reason: string | null): reason is Refusal {
  return refusalReasons.some((known) => known === reason);
}

/** What became of a text that left, or could not. */
const endWords: Readonly<Record<string, string>> = {
  quiet_hours: 'It waits until quiet hours are over where they are.',
  too_late: 'It could not leave within a day, and was given up.',
  opted_out_at_carrier: 'They stopped texts at their carrier. They are opted out now; send it by e-mail.',
  invalid_number: 'The number is not in use.',
  blocked: 'Their phone or carrier blocks our texts.',
  country_off: 'The provider’s account is not allowed to text to that country.',
  bad_sender: 'The provider does not accept the sender: see the settings of texts.',
  no_route: 'The provider cannot reach this number from our sender.',
  unregistered: 'The number is not registered for texts to the US.',
  filtered: 'The carrier took the text for spam.',
  unreachable: 'The phone could not be reached.',
  queue_full: 'The provider had too much to do.',
  unknown: 'It was not delivered; the provider gives no reason.',
};

export function reasonWords(reason: string | null): string {
  if (reason === null) return '';
  return isRefusal(reason) ? refusalWords[reason] : (endWords[reason] ?? '');
}

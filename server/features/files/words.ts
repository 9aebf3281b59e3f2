/** What a state means, in a sentence for the person who waits for it. */
import type { Delivery } from './decide.ts';
import type { UploadState, Verdict } from './states.ts';

const ofStates: Record<UploadState, string> = {
  created: 'nothing of it has come yet.',
  receiving: 'it is still on its way.',
  received: 'it is about to be checked.',
  hashing: 'it is being checked.',
  scanning: 'it is being scanned.',
  clean: 'scanned, nothing found.',
  infected: 'it holds malware.',
  unscannable: 'it could not be scanned whole.',
  unscanned: 'it was not scanned.',
  error: 'the scanner did not answer.',
  attached: 'it was sent already.',
  expired: 'it was left alone for too long; send it again.',
};
export const stateWords = (state: UploadState): string => ofStates[state];

const details: Record<string, string> = {
  no_scanner: 'Not scanned: this firm has no scanner set up.',
  not_yet: 'Not scanned yet.',
  over_2_gib: 'Could not be scanned: scanners take at most 2 GiB.',
  over_engine_limit: 'Could not be scanned: it is larger than the scanner takes.',
  limit_alert: 'Could not be scanned whole: it holds more than the scanner looks at.',
  encrypted: 'Could not be scanned: it is encrypted.',
  archive_bytes: 'Could not be scanned: unpacked it would be larger than the scanner takes.',
  archive_file: 'Could not be scanned: a file in it is larger than the scanner takes.',
  archive_files: 'Could not be scanned: it holds more files than the scanner looks at.',
  archive_depth: 'Could not be scanned: archives in archives, too deep.',
  archive_unreadable: 'Could not be scanned: the archive cannot be read.',
};

const ofVerdicts: Record<Verdict, string> = {
  clean: 'Scanned, nothing found.',
  infected: 'It holds malware',
  unscannable: 'Could not be scanned whole.',
  unscanned: 'Not scanned.',
  error: 'The scanner did not answer.',
};

/** Policy text: never a tick where nothing vouches for the file. */
export function verdictWords(verdict: Verdict, detail: string): string {
  if (verdict === 'infected') return `${ofVerdicts.infected}${detail ? `: ${detail}` : ''}.`;
  return (verdict === 'error' ? undefined : details[detail]) ?? ofVerdicts[verdict];
}

export function deliveryWords(verdict: Verdict, delivery: Delivery): string {
  if (verdict === 'infected') return 'it holds malware and cannot be sent; remove it.';
  if (delivery === 'owner_must_release') return 'an owner of the firm must release it first.';
  return delivery === 'blocked' ? 'the firm does not send what was not scanned; remove it.' : '';
}

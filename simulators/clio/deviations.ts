import type { Deviation } from '../practice/request-check.ts';

/** Where the product's requests or these answers knowingly differ from Clio's published description. */
export const deviations: readonly Deviation[] = [
  {
    operation: 'POST /notes.json',
    complaint: /'contact'/,
    what: 'A note on a matter names no contact',
    reason:
      'the description demands matter and contact of every note, while the words of each field demand it only for a note of its own type',
  },
];

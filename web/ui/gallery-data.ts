import type { Kind } from './kind-icon.tsx';
import type { State } from './state-badge.tsx';

/** One believable row of an activity list; people invented, numbers from the reserved ranges. */
export type GalleryRow = {
  id: string;
  kind: Kind;
  state: State;
  who: string | null;
  number: string;
  what: string;
  minutesAgo: number;
};

const samples: readonly Omit<GalleryRow, 'id' | 'minutesAgo'>[] = [
  {
    kind: 'callIn',
    state: 'logged',
    who: 'Jane Okafor',
    number: '+442079460123',
    what: 'Fee · Okafor – Purchase of 12 Mill Lane',
  },
  { kind: 'smsIn', state: 'needsPerson', who: null, number: '+447700900412', what: 'Two matters fit' },
  {
    kind: 'callOut',
    state: 'skipped',
    who: 'Court office',
    number: '+441632960750',
    what: 'internal numbers are not logged',
  },
  {
    kind: 'faxIn',
    state: 'needsPerson',
    who: 'Harrow Surveyors',
    number: '+442079460388',
    what: 'Fax, 2 pages · needs a matter',
  },
  {
    kind: 'callMissed',
    state: 'logged',
    who: 'Daniel Abernethy',
    number: '+447700900163',
    what: 'Memo · Abernethy – Will and LPA',
  },
  {
    kind: 'voicemail',
    state: 'logged',
    who: 'Priya Raman',
    number: '+447700900508',
    what: 'Task for T. Reid · Raman – Lease of Unit 4',
  },
  {
    kind: 'callIn',
    state: 'failed',
    who: 'Caldbeck Lettings Ltd',
    number: '+441134960212',
    what: 'Smokeball did not accept the fee',
  },
  {
    kind: 'smsOut',
    state: 'logged',
    who: 'Jane Okafor',
    number: '+447700900177',
    what: 'Communication · Okafor – Purchase of 12 Mill Lane',
  },
  {
    kind: 'callOut',
    state: 'logged',
    who: 'Land Registry',
    number: '+443004960411',
    what: 'Fee · Petrov – Sale of 3 Quay Street',
  },
  {
    kind: 'callIn',
    state: 'held',
    who: 'Maria del Carmen Ruiz-Villanueva',
    number: '+12125550147',
    what: 'Held until the recording arrives',
  },
];

export const galleryRows: readonly GalleryRow[] = Array.from({ length: 400 }, (_, index) => {
  const sample = samples[index % samples.length];
  if (!sample) throw new Error('The gallery has no samples');
  return { ...sample, id: `row-${index}`, minutesAgo: 3 + index * 17 };
});

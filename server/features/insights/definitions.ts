/**
 * Every number about enquiries and quotes, as data: what it is called, what exactly it counts, and which leads stand
 * behind it. The queries, the rows and the sentences on the screen all come from here. Pure.
 */

/** Which moment of a lead puts it into a period. */
export const anchors = ['arrived', 'quoted', 'instructed', 'closed'] as const;
export type Anchor = (typeof anchors)[number];

/** What may be asked of a lead. */
export const conditions = [
  'quoted',
  'instructed',
  'converted',
  'lost',
  'expired',
  'open',
  'answered',
  'unanswered',
  'answered_15m',
  'answered_1h',
  'answered_4h',
  'answered_24h',
  'answered_later',
  'valued',
  'unvalued',
] as const;
export type Condition = (typeof conditions)[number];

/** Answered at least `from` and less than `to` seconds after the lead came. */
export const answerBands = {
  answered_15m: { from: 0, to: 900 },
  answered_1h: { from: 900, to: 3600 },
  answered_4h: { from: 3600, to: 14_400 },
  answered_24h: { from: 14_400, to: 86_400 },
  answered_later: { from: 86_400, to: null },
} as const satisfies Partial<Record<Condition, { from: number; to: number | null }>>;

/**
 * By what a period is told: `cohort` follows the leads that came or were quoted in it, whenever they end; `close_date`
 * looks at what ended in it, whenever that began.
 */
export const views = ['cohort', 'close_date'] as const;
export type View = (typeof views)[number];

/** Leads: those whose anchor lies in the period and that are all of `is`. */
export interface LeadSet {
  anchor: Anchor;
  is?: readonly Condition[];
  /** Duplicates and tests instead of everything else. */
  leftOut?: true;
}

type Sets = LeadSet | Record<View, LeadSet>;

export type Reckoning =
  | { kind: 'count'; of: Sets }
  /** Of their fees. */
  | { kind: 'sum'; of: Sets }
  /** Of the seconds to the first answer. */
  | { kind: 'median' | 'p90'; of: Sets }
  | { kind: 'ratio'; above: CountKey; below: CountKey };

export type Unit = 'leads' | 'ratio' | 'seconds' | 'money' | 'days';

interface Defined {
  label: string;
  /** The exact definition, as people read it. */
  definition: string;
  unit: Unit;
  reckoning: Reckoning;
}

const without = 'Duplicates and tests are left out.';
const converted: Sets = {
  cohort: { anchor: 'quoted', is: ['converted'] },
  close_date: { anchor: 'closed', is: ['converted'] },
};
const withConverted = (condition: Condition): Sets => ({
  cohort: { anchor: 'quoted', is: ['converted', condition] },
  close_date: { anchor: 'closed', is: ['converted', condition] },
});
/** How leads of the period ended, or what ended in the period. */
const ended = (condition: Condition): Sets => ({
  cohort: { anchor: 'arrived', is: [condition] },
  close_date: { anchor: 'closed', is: [condition] },
});

const countsOnly = {
  leads: {
    label: 'New leads',
    definition: `Leads that came in during the period. A second quote to the same lead adds none. ${without}`,
    of: { anchor: 'arrived' },
  },
  left_out: {
    label: 'Left out',
    definition:
      'Leads that came in during the period and are duplicates, tests, or lost for a reason that does not count in conversion. No other number counts them.',
    of: { anchor: 'arrived', leftOut: true },
  },
  quoted: {
    label: 'Quotes first sent',
    definition: `Leads whose first quote was sent in the period; later versions and further quotes to the same lead add nothing. ${without}`,
    of: { anchor: 'quoted' },
  },
  converted: {
    label: 'Converted',
    definition: `Leads that became a matter. By cohort: of those whose first quote was sent in the period, whenever they converted. By close date: those that converted in the period, whenever they were quoted. ${without}`,
    of: converted,
  },
  valued: {
    label: 'Converted, with a value',
    definition: 'Of the converted leads, those whose fees are known: these make up the value.',
    of: withConverted('valued'),
  },
  unvalued: {
    label: 'Converted, value not known',
    definition:
      'Of the converted leads, those without a quote or with fees of 0, which means not known. They count as converted and add nothing to the value.',
    of: withConverted('unvalued'),
  },
  unanswered: {
    label: 'Not answered',
    definition: `Leads that came in during the period and that nobody has answered so far, open or closed. ${without}`,
    of: { anchor: 'arrived', is: ['unanswered'] },
  },
  answered_15m: {
    label: 'Within 15 minutes',
    definition: 'Leads of the period whose first answer came less than 15 minutes after they did.',
    of: { anchor: 'arrived', is: ['answered_15m'] },
  },
  answered_1h: {
    label: '15 minutes to 1 hour',
    definition: 'Leads of the period whose first answer came after 15 minutes or more, in less than an hour.',
    of: { anchor: 'arrived', is: ['answered_1h'] },
  },
  answered_4h: {
    label: '1 to 4 hours',
    definition: 'Leads of the period whose first answer came after an hour or more, in less than 4 hours.',
    of: { anchor: 'arrived', is: ['answered_4h'] },
  },
  answered_24h: {
    label: '4 to 24 hours',
    definition: 'Leads of the period whose first answer came after 4 hours or more, in less than 24 hours.',
    of: { anchor: 'arrived', is: ['answered_24h'] },
  },
  answered_later: {
    label: 'A day or later',
    definition: 'Leads of the period whose first answer came 24 hours after they did, or later.',
    of: { anchor: 'arrived', is: ['answered_later'] },
  },
  funnel_quoted: {
    label: 'Quoted',
    definition: `By cohort: of the leads that came in during the period, those that were sent a quote so far. By close date: leads whose first quote was sent in the period. ${without}`,
    of: {
      cohort: { anchor: 'arrived', is: ['quoted'] },
      close_date: { anchor: 'quoted' },
    },
  },
  funnel_instructed: {
    label: 'Instructed',
    definition: `By cohort: of the leads that came in during the period, those that instructed so far, also when they were lost after that. By close date: leads that instructed in the period. A lead that was put back is not counted. ${without}`,
    of: {
      cohort: { anchor: 'arrived', is: ['instructed'] },
      close_date: { anchor: 'instructed', is: ['instructed'] },
    },
  },
  funnel_converted: {
    label: 'Converted',
    definition: `By cohort: of the leads that came in during the period, those that became a matter so far. By close date: leads that became a matter in the period. ${without}`,
    of: ended('converted'),
  },
  lost: {
    label: 'Lost',
    definition: `By cohort: of the leads that came in during the period, those that are lost now. By close date: leads lost in the period. A lead that was reopened is not lost. ${without}`,
    of: ended('lost'),
  },
  expired: {
    label: 'Expired',
    definition: `By cohort: of the leads that came in during the period, those whose quote ran out unanswered. By close date: those that expired in the period. A lead that was reopened is not expired. ${without}`,
    of: ended('expired'),
  },
  open: {
    label: 'Still open',
    definition: `Leads that came in during the period and are neither converted nor lost nor expired now. ${without}`,
    of: { anchor: 'arrived', is: ['open'] },
  },
} as const satisfies Record<string, { label: string; definition: string; of: Sets }>;

export type CountKey = keyof typeof countsOnly;

const reckoned = {
  conversion: {
    label: 'Conversion',
    definition: `Converted leads divided by quotes first sent in the period. By cohort: how many of just those quotes became a matter so far. By close date: how many leads became a matter in the period, whenever they were quoted, so it can pass 100 %. No quote first sent: no conversion. ${without}`,
    unit: 'ratio',
    reckoning: { kind: 'ratio', above: 'converted', below: 'quoted' },
  },
  value: {
    label: 'Value',
    definition:
      'The fees before VAT of the converted leads, as quoted. Of several quotes the accepted one counts. Fees of 0 mean not known: such a lead counts as converted and adds nothing here.',
    unit: 'money',
    reckoning: { kind: 'sum', of: converted },
  },
  response_median: {
    label: 'First answer, median',
    definition: `Of the leads that came in during the period and were answered, the time from coming in to the first answer that half of them had at the latest: the middle one, or half way between the two in the middle. Hours and days as they pass, nights and weekends included. ${without}`,
    unit: 'seconds',
    reckoning: { kind: 'median', of: { anchor: 'arrived', is: ['answered'] } },
  },
  response_p90: {
    label: 'First answer, nine of ten',
    definition: `Of the leads that came in during the period and were answered, the time within which nine of ten had their first answer: the shortest time of any of them that at least 90 % did not exceed. ${without}`,
    unit: 'seconds',
    reckoning: { kind: 'p90', of: { anchor: 'arrived', is: ['answered'] } },
  },
} as const satisfies Record<string, Defined>;

export type LeadMetric = CountKey | keyof typeof reckoned;

function isKeyOf<T extends object>(record: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(record, key);
}

const countKeys = Object.keys(countsOnly).filter((key) => isKeyOf(countsOnly, key));
export const leadMetrics: readonly LeadMetric[] = [
  ...countKeys,
  ...Object.keys(reckoned).filter((key) => isKeyOf(reckoned, key)),
];

export function defined(metric: LeadMetric): Defined {
  if (isKeyOf(reckoned, metric)) return reckoned[metric];
  const { label, definition, of } = countsOnly[metric];
  return { label, definition, unit: 'leads', reckoning: { kind: 'count', of } };
}

export function setOf(sets: Sets, view: View): LeadSet {
  return 'anchor' in sets ? sets : sets[view];
}

/** The leads behind a number: those that it counts, and, for a ratio, those that it divides by. */
export function setsBehind(metric: LeadMetric, view: View): { above: LeadSet; below: LeadSet | null } {
  const { reckoning } = defined(metric);
  if (reckoning.kind !== 'ratio') return { above: setOf(reckoning.of, view), below: null };
  return {
    above: setOf(countsOnly[reckoning.above].of, view),
    below: setOf(countsOnly[reckoning.below].of, view),
  };
}

/** Numbers about key stages, each of one stage. */
export const stageMetrics = ['stage_days', 'stage_skipped'] as const;
export type StageMetric = (typeof stageMetrics)[number];

export const stageDefinitions: Readonly<Record<StageMetric, Omit<Defined, 'reckoning'>>> = {
  stage_days: {
    label: 'Days taken, median',
    definition:
      'Of the cases that reached the stage on a day of the period: the days since the stage that they reached before it on the same track, by the days on which things happened, not on which they were entered; the middle one, or half way between the two in the middle. A skipped stage is not done: it takes no days, and the next one counts from the last that was reached. The first stage of a track has nothing before it. Duplicates and tests are left out.',
    unit: 'days',
  },
  stage_skipped: {
    label: 'Skipped',
    definition:
      'Cases in which somebody skipped the stage during the period. Skipped is not done: these cases are in no number of days. Duplicates and tests are left out.',
    unit: 'leads',
  },
};

export type Metric = LeadMetric | StageMetric;

export function isStageMetric(metric: Metric): metric is StageMetric {
  return stageMetrics.some((one) => one === metric);
}

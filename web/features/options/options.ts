/** The options as the page shows them: sections of rows, in the order of reading. */
import type { Answer } from '../../api/contract.ts';
import type { strings } from '../../i18n/en-GB/options.ts';

export type OptionsView = Answer<'GET /api/v1/options'>;
export type Options = OptionsView['options'];
export type OptionName = keyof Options;
export type OptionWord = keyof typeof strings;

export type SwitchName = { [N in OptionName]: Options[N] extends boolean ? N : never }[OptionName];

type AboutWord = Extract<OptionWord, `${string}About`>;

export type OptionRow =
  | { name: SwitchName; how: 'switch'; title: SwitchName; about: AboutWord }
  | {
      name: Exclude<OptionName, SwitchName>;
      how: 'own';
      title: 'minimumDuration' | 'blockList' | 'seats' | 'defaultTaskAssignee' | 'billing' | 'writeOnceWait';
      about: AboutWord;
    };

export type Section = {
  title:
    | 'section_what'
    | 'section_finding'
    | 'section_people'
    | 'section_time'
    | 'section_writing'
    | 'section_speech';
  rows: readonly OptionRow[];
};

/** What deciding reads: all that can be tried on what was logged already. */
export const sections: readonly Section[] = [
  {
    title: 'section_what',
    rows: [
      { name: 'callLogging', how: 'switch', title: 'callLogging', about: 'callLoggingAbout' },
      { name: 'smsLogging', how: 'switch', title: 'smsLogging', about: 'smsLoggingAbout' },
      { name: 'faxLogging', how: 'switch', title: 'faxLogging', about: 'faxLoggingAbout' },
      { name: 'internalCalls', how: 'switch', title: 'internalCalls', about: 'internalCallsAbout' },
      { name: 'minimumDurationSeconds', how: 'own', title: 'minimumDuration', about: 'minimumDurationAbout' },
      { name: 'blockList', how: 'own', title: 'blockList', about: 'blockListAbout' },
    ],
  },
  {
    title: 'section_finding',
    rows: [
      { name: 'contactCreation', how: 'switch', title: 'contactCreation', about: 'contactCreationAbout' },
      {
        name: 'matterAssociation',
        how: 'switch',
        title: 'matterAssociation',
        about: 'matterAssociationAbout',
      },
      { name: 'closedMatters', how: 'switch', title: 'closedMatters', about: 'closedMattersAbout' },
      {
        name: 'exclusiveContactAssociation',
        how: 'switch',
        title: 'exclusiveContactAssociation',
        about: 'exclusiveContactAssociationAbout',
      },
    ],
  },
  {
    title: 'section_people',
    rows: [
      { name: 'seats', how: 'own', title: 'seats', about: 'seatsAbout' },
      {
        name: 'defaultTaskAssignee',
        how: 'own',
        title: 'defaultTaskAssignee',
        about: 'defaultTaskAssigneeAbout',
      },
    ],
  },
  {
    title: 'section_time',
    rows: [
      { name: 'defaultBillable', how: 'switch', title: 'defaultBillable', about: 'defaultBillableAbout' },
      { name: 'billing', how: 'own', title: 'billing', about: 'billingAbout' },
    ],
  },
  {
    title: 'section_writing',
    rows: [
      { name: 'holdForReview', how: 'switch', title: 'holdForReview', about: 'holdForReviewAbout' },
      { name: 'writeOnceWaitMinutes', how: 'own', title: 'writeOnceWait', about: 'writeOnceWaitAbout' },
    ],
  },
];

export type SpeechOption = 'transcription' | 'summary';

/** What a speech service makes of a call, and whether it is put into what is logged; it decides nothing. */
export const speechRows: readonly (OptionRow & { name: SpeechOption })[] = [
  { name: 'transcription', how: 'switch', title: 'transcription', about: 'transcriptionAbout' },
  { name: 'summary', how: 'switch', title: 'summary', about: 'summaryAbout' },
];

/** The view with some options set to other values, before the server has answered. */
export function withChange(view: OptionsView, change: Partial<Options>): OptionsView {
  const options = { ...view.options, ...change };
  return { ...view, options, changed: differing(options, view.defaults) };
}

/** The options of a practice system; what the firm has is what they usually are. */
export function againstFirm(view: OptionsView, firm: Options): OptionsView {
  return { ...view, defaults: firm, changed: differing(view.options, firm) };
}

function differing(options: Options, usual: Options): OptionName[] {
  return [...sections.flatMap(({ rows }) => rows), ...speechRows]
    .map(({ name }) => name)
    .filter((name) => !sameValue(options[name], usual[name]));
}

/** Only the named options of another view: what undoing a change sends. */
export function valuesOf(options: Options, names: readonly string[]): Partial<Options> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));
}

/** Values are plain data; members of an object stand in the same order everywhere (one schema writes them). */
export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

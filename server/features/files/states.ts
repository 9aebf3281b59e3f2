/** The words of files, as the database, the interface and the screens use them. */
export const uploadStates = [
  'created',
  'receiving',
  'received',
  'hashing',
  'scanning',
  'clean',
  'infected',
  'unscannable',
  'unscanned',
  'error',
  'attached',
  'expired',
] as const;
export type UploadState = (typeof uploadStates)[number];

/** What can be said of a content. `unscanned`: no scanner is set up; `error`: the scanner did not answer. */
export const verdicts = ['clean', 'infected', 'unscannable', 'unscanned', 'error'] as const;
export type Verdict = (typeof verdicts)[number];

/** What the firm does with a file that nothing vouches for: never, with a warning, or when an owner releases it. */
export const whenNotClean = ['block', 'warn', 'owner'] as const;
export type WhenNotClean = (typeof whenNotClean)[number];

/** What became of the wish to leave out where a picture was taken. */
export const locationResults = ['removed', 'none', 'not_possible'] as const;
export type LocationResult = (typeof locationResults)[number];

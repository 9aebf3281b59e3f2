import type { Differences } from './en-GB.ts';

export const differences: Differences = {
  ui: {
    organisation: 'Organization',
    cheque: 'Check',
    postcode: 'ZIP code',
    mobile: 'Cell',
  },
};

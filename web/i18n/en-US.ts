import type { Differences } from './en-GB.ts';

export const differences: Differences = {
  ui: {
    organisation: 'Organization',
    cheque: 'Check',
    postcode: 'ZIP code',
    mobile: 'Cell',
  },
  'fee-scales': {
    vat: 'Sales tax',
    vat_standard: 'Sales tax at the full rate',
    vatInclusive: 'The price includes sales tax',
    vatRate: 'Rate of sales tax',
    previewAbout: 'Before sales tax. Lines that hang on further answers are left out.',
    previewInForce:
      'Of version {{number}}, which is in force. Before sales tax; lines that hang on further answers are left out.',
    previewOf: 'Of version {{number}}. Before sales tax; lines that hang on further answers are left out.',
    tryTotal: 'In all, with taxes',
    tryVat: '{{vat}} of it sales tax',
  },
};

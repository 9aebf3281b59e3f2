import type { Differences } from './en-GB.ts';

export const differences: Differences = {
  'fee-scales': {
    vat: 'GST',
    vat_standard: 'GST at the full rate',
    vat_zero: 'GST-free',
    vatInclusive: 'The price includes GST',
    vatRate: 'Rate of GST',
    previewAbout: 'Before GST. Lines that hang on further answers are left out.',
    previewInForce:
      'Of version {{number}}, which is in force. Before GST; lines that hang on further answers are left out.',
    previewOf: 'Of version {{number}}. Before GST; lines that hang on further answers are left out.',
    tryTotal: 'In all, with GST and tax',
    tryVat: '{{vat}} of it GST',
  },
};

import type { Deviation } from '../practice/request-check.ts';

/** Where the product's requests or these answers knowingly differ from Clio's published description. */
export const deviations: readonly Deviation[] = [];

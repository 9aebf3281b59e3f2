import type { FeatureFactory } from './platform/feature.ts';

/** Every feature of the program beside firms and staff (which sign-in needs): one line each. */
export const features: readonly FeatureFactory[] = [];

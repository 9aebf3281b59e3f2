import { createCallLoggingFeature } from './features/call-logging/index.ts';
import { createPracticeFeature } from './features/practice/index.ts';
import type { FeatureFactory } from './platform/feature.ts';
import { phoneSystems, practiceSystems } from './vendors/registry.ts';

/** Every feature of the program beside firms and staff (which sign-in needs): one line each. */
export const features: readonly FeatureFactory[] = [
  createPracticeFeature,
  (platform) => createCallLoggingFeature(platform, phoneSystems, practiceSystems),
];

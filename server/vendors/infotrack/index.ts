import type { OnboardingProvider } from '../ports.ts';
import { createClient } from './client.ts';
import { readEvent } from './map.ts';

export { onboardingEventJsonSchema } from './wire.ts';

/** InfoTrack eCOS, through a bridge that speaks the product's own onboarding JSON (docs/onboarding.md). */
export const infotrack: OnboardingProvider = {
  kind: 'infotrack',
  label: 'InfoTrack',
  signature: { scheme: 'standard_webhooks', toleranceSeconds: 300 },
  eventId: (request) => request.headers['webhook-id'] ?? null,
  readEvent,
  client: createClient,
};

import { clio } from './clio/index.ts';
import { csv } from './csv/index.ts';
import { dialpad } from './dialpad/index.ts';
import { generic } from './generic/index.ts';
import { infotrack } from './infotrack/index.ts';
import { lawmatics } from './lawmatics/index.ts';
import { openaiCompatible } from './openai-compatible/index.ts';
import type {
  MessageSender,
  OnboardingProvider,
  PhoneSystem,
  PracticeSystem,
  SpeechService,
} from './ports.ts';
import { ringcentral } from './ringcentral/index.ts';
import { smokeball } from './smokeball/index.ts';
import { twilio, twilioTexts } from './twilio/index.ts';
import { zoho } from './zoho/index.ts';

/** Every phone system that the product speaks with, by the `kind` of its sources. */
export const phoneSystems: Readonly<Record<string, PhoneSystem>> = {
  ringcentral,
  dialpad,
  twilio,
  generic,
  csv,
};

/** Every practice system that can be connected, by the `vendor` of its connections. */
export const practiceSystems: Readonly<Record<string, PracticeSystem>> = {
  smokeball,
  clio,
  lawmatics,
  zoho,
};

/** Every kind of service that turns speech into words, by the `service` of a firm's settings. */
export const speechServices: Readonly<Record<string, SpeechService>> = {
  'openai-compatible': openaiCompatible,
};

/** Every service for client onboarding, by the `provider` of a firm's settings. */
export const onboardingProviders: Readonly<Record<string, OnboardingProvider>> = {
  infotrack,
};

/** Every service that sends and receives texts, by the `provider` of a firm's settings. */
export const messageSenders: Readonly<Record<string, MessageSender>> = {
  twilio: twilioTexts,
};

/** Mail that comes in: taken over from the firm's mail server, stored, and handed to whoever acts on it. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { registerMailHook } from './hook.ts';
import { type MailConsumer, readMailJob } from './intake.ts';
import { createMailInRoutes } from './routes.ts';

export type { SenderVerdict, Unverified } from './authentication-results.ts';
export type { AutomaticReason } from './automatic.ts';
export { type DeliveryReport, readDeliveryReport } from './delivery-report.ts';
export { type MailConsumer, readIncoming, type Taking } from './intake.ts';
export { type IncomingMail, type MailPart, readMail } from './read-mail.ts';
export { mailInRoutes } from './schema.ts';
export { findMailInSettings, findReplyAddress } from './settings-store.ts';

/** `consumers` are asked in this order; the first that takes a mail has it. */
export function createMailInFeature(platform: Platform, consumers: readonly MailConsumer[]): Feature {
  return {
    routes: createMailInRoutes(platform),
    jobs: [readMailJob(platform, consumers)],
    receive: (app) => registerMailHook(app, platform),
  };
}

/** Secrets and signatures of the Standard Webhooks specification. */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Secrets } from '../../platform/secrets.ts';

const sealedAs = (endpointId: string) => `webhook endpoint ${endpointId}`;

/** A new signing secret, to be shown once, and as it is kept. */
export function makeSecret(secrets: Secrets, endpointId: string): { secret: string; sealed: Buffer } {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  return { secret, sealed: secrets.seal(secret, sealedAs(endpointId)) };
}

/** Signs with each of the endpoint's secrets that count now: during a rotation with both. */
export function createSigner(
  secrets: Secrets,
  endpointId: string,
  kept: { secret: Buffer; previousSecret: Buffer | null; previousUntil: Date | null },
): (webhookId: string, body: string, now: Date) => Record<string, string> {
  const open = (sealed: Buffer) => new Webhook(secrets.open(sealed, sealedAs(endpointId)));
  const newest = open(kept.secret);
  const previous = kept.previousSecret && open(kept.previousSecret);
  return (webhookId, body, now) => {
    const signers =
      previous && kept.previousUntil && kept.previousUntil > now ? [newest, previous] : [newest];
    return {
      'webhook-id': webhookId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signers.map((one) => one.sign(webhookId, now, body)).join(' '),
    };
  };
}

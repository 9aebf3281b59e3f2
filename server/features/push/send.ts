/** Hands one push to the push service of a device: encrypted for it (RFC 8291), signed by us (RFC 8292). */
import webPush from 'web-push';
import type { Platform } from '../../platform/platform.ts';
import { postPublic } from '../../platform/public-fetch.ts';
import type { Subscription } from './devices.ts';
import type { PushKeys } from './keys.ts';
import type { PushWords } from './words.ts';

/** A device that is off for longer learns it by mail. */
const lifeSeconds = 24 * 3600;
const timeoutMs = 15_000;

export interface PushAnswer {
  /** Null: nobody answered, or the address leads inside our network. */
  status: number | null;
  retryAfter: string | null;
}

/** `topic` (RFC 8030 §5.4): what waits at the push service under the same one is replaced. */
export async function sendPush(
  { publicUrl, allowLoopback, logger }: Pick<Platform, 'publicUrl' | 'allowLoopback' | 'logger'>,
  keys: PushKeys,
  to: Subscription,
  words: PushWords,
): Promise<PushAnswer> {
  try {
    const { endpoint, headers, body } = webPush.generateRequestDetails(
      { endpoint: to.endpoint, keys: { p256dh: to.p256dh, auth: to.auth } },
      JSON.stringify(words),
      {
        vapidDetails: { subject: contactOf(publicUrl), ...keys },
        TTL: lifeSeconds,
        urgency: 'high',
        topic: topicOf(words.tag),
        contentEncoding: 'aes128gcm',
      },
    );
    const answer = await postPublic(endpoint, {
      headers: headersOf(headers),
      body,
      allowLoopback,
      timeoutMs,
    });
    return { status: answer.status, retryAfter: answer.retryAfter };
  } catch (error) {
    // Its address is a secret of the device.
    logger.warn(
      { why: error instanceof Error ? error.message : 'unknown' },
      'a push could not be handed over',
    );
    return { status: null, retryAfter: null };
  }
}

/** Whom a push service writes to when something is wrong with us. */
function contactOf(publicUrl: URL): string {
  return publicUrl.protocol === 'https:' ? publicUrl.origin : `mailto:postmaster@${publicUrl.hostname}`;
}

/** At most 32 letters: a UUID without its hyphens has as many. */
const topicOf = (tag: string) => tag.replaceAll('-', '');

function headersOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** An authenticator app that scanned a QR code: for tests. */
import { createOTP } from '@better-auth/utils/otp';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Its code at a moment, from the `otpauth:` address that stands in the QR code. */
export async function appCode(uri: string, now: Date): Promise<string> {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g)?.map((eight) => Number.parseInt(eight, 2)) ?? [];
  return await createOTP(Buffer.from(bytes).toString()).hotp(Math.floor(now.getTime() / 30_000));
}

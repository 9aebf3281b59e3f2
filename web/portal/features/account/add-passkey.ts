import { deviceOf } from '../../../features/account/device.ts';
import { call } from '../../call.ts';
import { say } from '../../words.ts';
import { makePasskey, PasskeyNotUsed } from '../sign-in/passkey.ts';

/** A passkey of this device, named after it; `onMade` with new recovery codes, if it brought some. */
export async function addPasskey(
  run: (work: () => Promise<void>) => Promise<boolean>,
  onMade: (codes: readonly string[] | null) => Promise<void>,
): Promise<void> {
  await run(async () => {
    try {
      const response = await makePasskey();
      const { browser, system } = deviceOf(navigator.userAgent);
      const name = browser && system ? say('deviceOn', { browser, system }) : say('passkey');
      const made = await call('POST /api/v1/portal/factors/passkeys', { body: { name, response } });
      await onMade(made.recoveryCodes);
    } catch (error) {
      // Whoever closed the browser's dialogue knows.
      if (!(error instanceof PasskeyNotUsed)) throw error;
    }
  });
}

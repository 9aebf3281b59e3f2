import { expect } from 'vitest';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

journey(
  'a passkey is added, signs in without a password, and does so no longer once removed',
  async (desk) => {
    desk.expectComplaint(/ 40[013] .*\/api\/auth\/passkey\/verify-authentication$/);
    const { owner } = await openOffice(desk.program);
    const page = await desk.open({ cookie: owner.cookie });
    // A fingerprint reader that always finds its owner's finger.
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    } as const;
    const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', { options });
    const keys = async () =>
      (await devTools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;

    await page.goto('/account');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('Passkey added').waitFor();
    expect(await keys()).toBe(1);
    await desk.checkAccess(page, 'account with a passkey');
    await desk.shoot(page, 'passkey-1-added');

    await page.context().clearCookies();
    await page.goto('/review');
    // The reader may answer the form's own quiet question before the button is there.
    const review = page.getByRole('heading', { name: 'Review' });
    const button = page.getByRole('button', { name: 'Use a passkey' });
    await Promise.race([button.click().catch(() => undefined), review.waitFor()]);
    await review.waitFor();
    expect((await page.request.get('/api/v1/me')).status()).toBe(200);

    await page.goto('/account');
    await page.getByRole('button', { name: /^Remove: / }).click();
    await page
      .getByRole('button', { name: /: / })
      .filter({ hasText: /remove/i })
      .click();
    await page.getByText('removed', { exact: false }).first().waitFor();
    expect(await (await page.request.get('/api/auth/passkey/list-user-passkeys')).json()).toEqual([]);

    await page.context().clearCookies();
    await page.goto('/sign-in');
    await button.click();
    await page.getByText('That passkey is not known here.').waitFor();
    expect((await page.request.get('/api/v1/me')).status()).toBe(401);
  },
);

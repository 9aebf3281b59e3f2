import { api } from '../../api/client.ts';

/** Sends the browser to the vendor's sign-in page; it comes back to `paths.connectionAuthorised`. */
export async function goToSignIn(id: string): Promise<void> {
  const { authorizeUrl } = await api('POST /api/v1/connections/:id/authorize', { params: { id } });
  window.location.assign(authorizeUrl);
}

import type { PhoneSystem } from '../ports.ts';
import { createClient } from './client.ts';
import { readEvent, readEventId, readItem } from './map.ts';

/** RingCentral as a phone system: calls, texts, faxes and voicemails. Quirks and links are in README.md. */
export const ringcentral: PhoneSystem = {
  kind: 'ringcentral',
  label: 'RingCentral',
  abilities: { webhook: true, catchUp: true, users: true, media: true, subscribe: true },
  // Ten pages of the call log are allowed in a minute, and catch-up needs some of them.
  history: { lists: ['calls', 'texts', 'faxes'], pauseSeconds: 8 },
  defaults: { apiUrl: 'https://platform.ringcentral.com' },
  // There is no signature. The specification names the first header, an older guide shows the second.
  signature: { scheme: 'header_token', headers: ['verification-token', 'validation-token'] },
  handshake(request) {
    const token = request.headers['validation-token'];
    if (token === undefined || token === '' || token.length > 512 || request.rawBody.length > 0) return null;
    return {
      status: 200,
      headers: { 'validation-token': token, 'content-type': 'application/json' },
      body: '{}',
    };
  },
  eventId: (request) => readEventId(request.rawBody),
  readEvent,
  readItem,
  client: createClient,
};

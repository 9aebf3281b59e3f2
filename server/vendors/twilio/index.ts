import type { PhoneSystem } from '../ports.ts';
import { twilioClient } from './client.ts';
import { readEvent, readItem } from './map.ts';

export const twilio: PhoneSystem = {
  kind: 'twilio',
  label: 'Twilio',
  // The webhook's address is set in Twilio's console; Twilio knows numbers, not users.
  abilities: { webhook: true, catchUp: true, users: false, media: true, subscribe: false },
  history: { lists: ['calls', 'texts'], pauseSeconds: 1 },
  defaults: { apiUrl: 'https://api.twilio.com' },
  signature: { scheme: 'twilio', header: 'x-twilio-signature' },
  // The same on each retry of one delivery.
  // Not its idempotency token: that header is not signed, so a captured request could be stored again under another one.
  // A retry has the same body, and every status has its own.
  eventId: () => null,
  acknowledgement: {
    contentType: 'text/xml',
    body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
  },
  readEvent,
  readItem,
  client: twilioClient,
};

export { twilioTexts } from './texts.ts';

import type { PhoneSystem } from '../ports.ts';
import { dialpadClient } from './client.ts';
import { readEvent, readItem } from './map.ts';

export const dialpad: PhoneSystem = {
  kind: 'dialpad',
  label: 'Dialpad',
  abilities: { webhook: true, catchUp: true, users: true, media: true, subscribe: true },
  history: { lists: ['calls'], pauseSeconds: 1 },
  defaults: { apiUrl: 'https://dialpad.com/api/v2' },
  signature: { scheme: 'jwt_body', algorithm: 'HS256' },
  // Dialpad numbers no delivery, and one call in one state can be told more than once: the body's hash is the identity.
  eventId: () => null,
  readEvent,
  readItem,
  client: dialpadClient,
};

import { vendorFetch } from '../kit/http.ts';
import { type PhoneSystem, VendorError } from '../ports.ts';
import { readEvent } from './map.ts';

export { genericEvent, genericEventJsonSchema } from './wire.ts';

/** Any phone system, through the product's own signed webhook (docs/generic-source.md). */
export const generic: PhoneSystem = {
  kind: 'generic',
  label: 'Signed webhook',
  abilities: { webhook: true, catchUp: false, users: false, media: true, subscribe: false },
  // There is no API behind it: files come from the addresses in the events.
  defaults: { apiUrl: '' },
  signature: { scheme: 'standard_webhooks', toleranceSeconds: 300 },
  eventId: (request) => request.headers['webhook-id'] ?? null,
  readEvent,
  client: (context) => ({
    async fetchArtefact(file) {
      if (file.url === undefined) {
        throw new VendorError({ failure: 'not_found', detail: 'The event did not say where this file is.' });
      }
      // Without credentials, to whatever address the sender named: the given fetch refuses the house's own network.
      const response = await vendorFetch(context, { url: file.url, headers: { accept: '*/*' } });
      const contentType = response.headers.get('content-type') ?? 'application/octet-stream';
      return { contentType, body: response.body ?? new Blob([]).stream() };
    },
  }),
};

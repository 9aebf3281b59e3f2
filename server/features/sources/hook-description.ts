/** What the API's description tells about the webhook address of a phone system; its body is the sender's own. */
import { genericEventJsonSchema } from '../../vendors/generic/index.ts';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { type: 'object' } } },
});
const signed = (name: string, description: string) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

const { $schema: _, ...eventSchema } = genericEventJsonSchema;

export const hookDescription = {
  summary: 'A phone system’s webhook',
  description:
    'Signed as its phone system signs: RingCentral, Dialpad and Twilio in their own ways, any other by the headers of Standard Webhooks. Answered when the event is stored; the same again changes nothing. The body below is that of the signed webhook for any phone system.',
  tags: ['Webhooks'],
  security: [],
  parameters: [
    { name: 'sourceKey', in: 'path', required: true, schema: { type: 'string' } },
    signed('webhook-id', 'Id of the delivery'),
    signed('webhook-timestamp', 'Seconds since 1970'),
    signed('webhook-signature', '`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`'),
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: eventSchema },
      'application/x-www-form-urlencoded': { schema: { type: 'object', description: 'Twilio’s' } },
      'application/jwt': { schema: { type: 'string', description: 'Dialpad’s' } },
    },
  },
  responses: {
    200: { description: 'Stored, or known already' },
    401: problem('The signature is missing or wrong, or the source has no secret: nothing is stored'),
    404: problem('No source has this key'),
    413: problem('More than 4 MB'),
  },
};

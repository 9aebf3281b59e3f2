/** Cross-origin answers: other websites are answered only when the firm named them; pages of ours and programs always. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../../platform/http/problems.ts';
import { mayShow } from './origins.ts';

/** Everything below it names a form by its key. */
export const publicApi = '/api/v1/widget/';

/** `originsOf`: the websites that the firm named for a key; not_found for what is none. */
export async function answerOtherSites(
  request: FastifyRequest,
  reply: FastifyReply,
  publicUrl: URL,
  originsOf: (key: string) => Promise<readonly string[]>,
): Promise<void> {
  const { origin, host } = request.headers;
  reply.header('vary', 'origin');
  const own = { publicUrl, host };
  if (mayShow(origin, own, []) === 'own') return;
  const key = request.url.slice(publicApi.length).split(/[/?]/)[0] ?? '';
  if (mayShow(origin, own, await originsOf(key)) === 'refused')
    throw problem('forbidden', 'This form may not be shown on that website: its firm did not name it.');
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'content-type',
    'access-control-expose-headers': 'retry-after',
    'access-control-max-age': '600',
    'cross-origin-resource-policy': 'cross-origin',
  });
}

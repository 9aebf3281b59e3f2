/** Pages that need no build: they may hold their own style and, at most, our own script. */
import type { FastifyReply } from 'fastify';
import { hashOfStyle } from './page-style.ts';

/** `frames`: websites that may show the page in a frame. */
export function sendHtml(
  reply: FastifyReply,
  page: string,
  { style, script, frames }: { style: string; script: boolean; frames: readonly string[] },
): FastifyReply {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOfStyle(style)}`,
    ...(script ? ["script-src 'self'", "connect-src 'self'"] : []),
    `frame-ancestors ${["'self'", ...frames].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return reply
    .headers({
      'content-security-policy': policy.join('; '),
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-cache',
    })
    .type('text/html; charset=utf-8')
    .send(page);
}

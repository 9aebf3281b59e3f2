/**
 * What a text's link leads to: `/t/{code}` to the conversation, where whoever comes signs in; `/t/{code}/stop` to a page that
 * ends the texts. Neither shows anything of a message, and looking changes nothing: only the page's button does.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { addConsent } from './consent-store.ts';

/** Where the portal shows a conversation. */
export const portalConversationPath = (conversationId: string) => `/portal/c/${conversationId}`;

/**
 * A destination, and no right to see it. It names the firm, for whoever is to sign in by number first: several firms may
 * know that number.
 */
function placeOf({ conversation_id: conversationId, firm_id: firmId }: Link): string {
  if (conversationId !== null) return `${portalConversationPath(conversationId)}?firm=${firmId}`;
  return `/portal/sign-in?${new URLSearchParams({ from: `/portal?firm=${firmId}` }).toString()}`;
}

interface Link {
  firm_id: string;
  text_id: string;
  /** null: to the door. */
  conversation_id: string | null;
}

const hidden = { schema: { hide: true } } as const;

export async function registerTextLinks(app: FastifyInstance, platform: Platform): Promise<void> {
  const limit = createRateLimit(platform.database.pool, { name: 'text-link', tries: 60, seconds: 60 });

  async function findLink(request: FastifyRequest<{ Params: { code: string } }>): Promise<Link> {
    await limit.take(request.ip);
    const { code } = request.params;
    if (!/^[A-Za-z0-9]{11}$/.test(code)) throw problem('not_found');
    const { rows } = await platform.database.system((tx) =>
      sql<Link>`select firm_id, text_id, conversation_id from text_links where code = ${code}`.execute(tx),
    );
    const [link] = rows;
    if (!link) throw problem('not_found');
    return link;
  }

  await app.register(async (pages) => {
    pages.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) =>
      done(null, null),
    );
    pages.get<{ Params: { code: string } }>('/t/:code', hidden, async (request, reply) => {
      const link = await findLink(request);
      return reply
        .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
        .redirect(placeOf(link), 303);
    });
    pages.get<{ Params: { code: string } }>('/t/:code/stop', hidden, async (request, reply) => {
      const link = await findLink(request);
      return sendPage(reply, stopPage(await factsOf(platform, link)));
    });
    pages.post<{ Params: { code: string } }>('/t/:code/stop', hidden, async (request, reply) => {
      const link = await findLink(request);
      await stopTexts(platform, link);
      return sendPage(reply, stopPage({ ...(await factsOf(platform, link)), stopped: true }));
    });
  });
}

interface StopFacts {
  firmName: string;
  ending: string;
  stopped: boolean;
}

async function factsOf(platform: Platform, link: Link): Promise<StopFacts> {
  return await platform.database.firm(link.firm_id).read(async (tx) => {
    const { rows } = await sql<{ name: string; number: string; consent: string | null }>`
      select f.name, t.number, (select n.consent from text_numbers n where n.firm_id = ${link.firm_id} and n.number = t.number) as consent
      from text_messages t join firms f on f.id = ${link.firm_id}
      where t.firm_id = ${link.firm_id} and t.id = ${link.text_id}`.execute(tx);
    const [row] = rows;
    if (!row) throw problem('not_found');
    return { firmName: row.name, ending: row.number.slice(-3), stopped: row.consent === 'out' };
  });
}

async function stopTexts(platform: Platform, link: Link): Promise<void> {
  const firmId = link.firm_id;
  await platform.database.firm(firmId).write(async (tx) => {
    const text = await tx
      .selectFrom('text_messages')
      .select(['number', 'contact_id', 'portal_user_id'])
      .where('firm_id', '=', firmId)
      .where('id', '=', link.text_id)
      .executeTakeFirst();
    if (!text || text.number === '') throw problem('not_found');
    const { rows } = await sql<{ consent: string | null }>`
      select consent from text_numbers where firm_id = ${firmId} and number = ${text.number}`.execute(tx);
    // Pressed twice it is the same word.
    if (rows[0]?.consent === 'out') return;
    await addConsent(
      tx,
      { firmId, staffId: null, now: platform.clock.now() },
      {
        number: text.number,
        change: 'out',
        channel: 'portal',
        basis: 'Used the link of a text that ends texts',
        contactId: text.contact_id,
      },
    );
  });
}

const style = `
:root{color-scheme:light dark;--ink:#1d211f;--soft:#5b625f;--ground:#fff;--accent:#0e5a55;--on:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e9ece9;--soft:#a6aeaa;--ground:#161817;--accent:#72c9be;--on:#10211f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/24px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:34rem;margin:0 auto;padding:32px 16px 64px}
h1{font-size:24px;line-height:32px;margin:0 0 8px}
p{margin:0 0 16px;overflow-wrap:anywhere}
.note{color:var(--soft);font-size:14px;line-height:20px}
button{font:inherit;font-weight:600;min-height:48px;padding:8px 20px;border:0;border-radius:8px;background:var(--accent);color:var(--on);cursor:pointer}
button:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
`;

function stopPage({ firmName, ending, stopped }: StopFacts): string {
  const firm = escaped(firmName);
  const main = stopped
    ? `<h1>No more texts</h1><p>${firm} sends no more texts to your number ending in ${ending}. Messages still come by e‑mail.</p>
<p class="note">To get texts again, sign in to your messages or tell ${firm}.</p>`
    : `<h1>Stop texts from ${firm}?</h1><p>You get no more texts on your number ending in ${ending}. Messages still come by e‑mail.</p>
<form method="post"><button type="submit">Stop texts</button></form>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${stopped ? 'No more texts' : 'Stop texts'}</title><style>${style}</style></head><body><main>${main}</main></body></html>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const hash = createHash('sha256').update(style).digest('base64');
  return reply
    .headers({
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(page);
}

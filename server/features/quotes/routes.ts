import type { FastifyReply } from 'fastify';
import { audit } from '../../platform/audit.ts';
import { actorOf } from '../../platform/change.ts';
import type { Scope } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { contentHeaders } from '../../platform/http/file-content.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { getLeadForQuote } from '../leads/index.ts';
import type { RateBooks } from '../rates/index.ts';
import { answerQuote, withdrawQuote } from './answer.ts';
import { findByLink, linkOf, noteSeen, readPage } from './page.ts';
import { priceForLead } from './price-now.ts';
import { quotePageRoutes as pages, quoteRoutes as routes } from './schema.ts';
import { sendQuote } from './send.ts';
import { createQuote, removeDraft, saveDraft } from './store.ts';
import { describePricing, getQuote, getQuoteVersion, listQuotes } from './views.ts';

export function createQuoteRoutes(platform: Platform, books: RateBooks): BoundRoute[] {
  const { clock } = platform;
  /** What a quote is shown with; the book is read before the firm's transaction begins. */
  const show = async (scope: Scope, firmId: string, id: string) => {
    const book = await books.current();
    return await scope.read(async (tx) =>
      getQuote(tx, firmId, id, { book, today: todayIn(await firmFacts(tx, firmId), clock.now()) }),
    );
  };
  return [
    handle(routes.price, async ({ scope, principal: { firmId }, body }) => {
      const book = await books.current();
      return await scope.read(async (tx) => {
        const day = body.on ?? todayIn(await firmFacts(tx, firmId), clock.now());
        const { feeScaleId, inputs, leadId } = body;
        const lead = leadId === undefined ? null : await getLeadForQuote(tx, firmId, leadId);
        const referrerId = lead?.referrerId ?? null;
        return describePricing(await priceForLead(tx, firmId, book, { feeScaleId, inputs, day, referrerId }));
      });
    }),

    handle(routes.list, ({ scope, principal: { firmId }, query }) =>
      scope.read(async (tx) => {
        const today = todayIn(await firmFacts(tx, firmId), clock.now());
        return { items: await listQuotes(tx, firmId, query.leadId, today), next: null };
      }),
    ),

    handle(routes.create, async ({ scope, principal, body }) => {
      const { leadId, ...input } = body;
      const id = await scope.write((tx) => createQuote(tx, actorOf(principal, clock), leadId, input));
      return await show(scope, principal.firmId, id);
    }),

    handle(routes.get, ({ scope, principal, params }) => show(scope, principal.firmId, params.id)),

    handle(routes.saveDraft, async ({ scope, principal, params, body }) => {
      const { version: expected, ...input } = body;
      await scope.write((tx) => saveDraft(tx, actorOf(principal, clock), params.id, { ...input, expected }));
      return await show(scope, principal.firmId, params.id);
    }),

    handle(routes.removeDraft, ({ scope, principal, params }) =>
      scope.write((tx) => removeDraft(tx, actorOf(principal, clock), params.id)),
    ),

    handle(routes.send, async ({ scope, principal, params, body }) => {
      await sendQuote(platform, scope, actorOf(principal, clock), params.id, body, await books.current());
      return await show(scope, principal.firmId, params.id);
    }),

    handle(routes.withdraw, async ({ scope, principal, params }) => {
      await scope.write((tx) => withdrawQuote(tx, actorOf(principal, clock), params.id));
      return await show(scope, principal.firmId, params.id);
    }),

    handle(routes.accept, async ({ scope, principal, params, body }) => {
      const which = { quoteId: params.id, versionId: null };
      const answer = { outcome: 'accepted', name: body.by, words: body.note, via: 'staff' } as const;
      await scope.write((tx) => answerQuote(tx, platform, actorOf(principal, clock), which, answer));
      return await show(scope, principal.firmId, params.id);
    }),

    handle(routes.getVersion, ({ scope, principal: { firmId }, params }) =>
      scope.read(async (tx) => {
        const today = todayIn(await firmFacts(tx, firmId), clock.now());
        return await getQuoteVersion(tx, firmId, { quoteId: params.id, versionId: params.versionId }, today);
      }),
    ),

    handle(routes.pdf, async ({ scope, principal: { firmId, staffId }, params, reply }) => {
      const file = await scope.write(async (tx) => {
        const today = todayIn(await firmFacts(tx, firmId), clock.now());
        const which = { quoteId: params.id, versionId: params.versionId };
        const { letter } = await getQuoteVersion(tx, firmId, which, today);
        const row = await tx
          .selectFrom('quote_versions')
          .select('pdf_sha256')
          .where('firm_id', '=', firmId)
          .where('id', '=', params.versionId)
          .executeTakeFirstOrThrow();
        if (!letter || !row.pdf_sha256) throw problem('wrong_state', 'A draft has no PDF: send it first.');
        await audit(tx, {
          firmId,
          staffId,
          action: 'quote.read',
          subjectType: 'quote',
          subjectId: params.id,
          at: clock.now(),
        });
        return { sha256: row.pdf_sha256, fileName: `Quote ${letter.reference}.pdf` };
      });
      return await sendPdf(platform, firmId, file, reply);
    }),

    ...createPageRoutes(platform),
  ];
}

async function sendPdf(
  platform: Platform,
  firmId: string,
  file: { sha256: Buffer; fileName: string },
  reply: FastifyReply,
): Promise<unknown> {
  const content = found(await platform.files.get(firmId, file.sha256));
  reply.headers(contentHeaders({ ...file, contentType: 'application/pdf' }, false));
  return reply.send(content);
}

function createPageRoutes(platform: Platform): BoundRoute[] {
  const { clock, database } = platform;
  const limit = createRateLimit(database.pool, { name: 'quote-page', tries: 120, seconds: 60 });
  /** The firm's rows as the program: the client stands before no wall, and sees nothing but the one quote. */
  const open = async (token: string, address: string) => {
    await limit.take(address);
    const link = linkOf(token);
    return { link, scope: database.firm(link.firmId) };
  };
  const actor = (firmId: string) => ({ firmId, staffId: null, now: clock.now() });
  return [
    handle(pages.read, async ({ params, request }) => {
      const { link, scope } = await open(params.token, request.ip);
      return await scope.write(async (tx) => {
        const page = await readPage(tx, link, clock.now());
        await noteSeen(tx, link, clock.now());
        return page;
      });
    }),

    handle(pages.accept, async ({ params, body, request }) => {
      const { link, scope } = await open(params.token, request.ip);
      return await scope.write(async (tx) => {
        const version = await findByLink(tx, link);
        const which = { quoteId: version.quote_id, versionId: version.id };
        const answer = { outcome: 'accepted', name: body.name, words: '', via: 'page' } as const;
        await answerQuote(tx, platform, actor(link.firmId), which, answer);
        return await readPage(tx, link, clock.now());
      });
    }),

    handle(pages.decline, async ({ params, body, request }) => {
      const { link, scope } = await open(params.token, request.ip);
      return await scope.write(async (tx) => {
        const version = await findByLink(tx, link);
        const which = { quoteId: version.quote_id, versionId: version.id };
        const page = await readPage(tx, link, clock.now());
        const name = page.letter.clients[0] ?? 'The client';
        const answer = { outcome: 'declined', name, words: body.reason, via: 'page' } as const;
        await answerQuote(tx, platform, actor(link.firmId), which, answer);
        return await readPage(tx, link, clock.now());
      });
    }),

    handle(pages.pdf, async ({ params, request, reply }) => {
      const { link, scope } = await open(params.token, request.ip);
      const file = await scope.read(async (tx) => {
        const version = await findByLink(tx, link);
        const { letter } = await readPage(tx, link, clock.now());
        return { sha256: found(version.pdf_sha256), fileName: `Quote ${letter.reference}.pdf` };
      });
      return await sendPdf(platform, link.firmId, file, reply);
    }),
  ];
}

/** What visitors of the firm's website reach: looked up by the form's public key, counted by address and by form. */
import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { firmFacts } from '../firms/index.ts';
import { findNumbers } from '../practice/index.ts';
import { priceBy } from '../quotes/index.ts';
import type { RateBooks } from '../rates/index.ts';
import { publicConfiguration } from './configuration.ts';
import { pageStyle } from './page-style.ts';
import { priceListOf } from './price-list.ts';
import { pricePage } from './price-page.ts';
import type { PriceList, VisitorRequest } from './public-shapes.ts';
import { ratesInWords } from './rates-words.ts';
import { type Form, findByKey, firmOfKey, scaleOf, stagesOf } from './reads.ts';
import { takeRequest } from './request.ts';
import { publicWidgetRoutes as routes } from './schema.ts';
import { sendHtml } from './send-html.ts';
import { ageOf, issueTicket, leastMs } from './ticket.ts';
import { inputsOf, publicPriceOf } from './visitor.ts';

export function createPublicRoutes(platform: Platform, books: RateBooks): BoundRoute[] {
  const { clock, secrets, database } = platform;
  const limit = createLimits(platform);
  return [
    handle(routes.configuration, async ({ params, principal, request }) => {
      const { form, scope } = await open(params.key, principal);
      await limit.look(request, form);
      return await scope.read(async (tx) => {
        const { scale } = await scaleOf(tx, form, clock.now());
        const ticket = issueTicket(secrets, form.id, clock.now());
        return publicConfiguration(form, await firmFacts(tx, form.firmId), scale, ticket);
      });
    }),

    handle(routes.price, async ({ params, principal, request, body }) => {
      const { form, scope } = await open(params.key, principal);
      await limit.look(request, form);
      mustOffer(form, body.inputs.transaction);
      const book = await books.current();
      const { scale, day } = await scope.read((tx) => scaleOf(tx, form, clock.now()));
      if (form.show === 'request' || !scale)
        throw problem('wrong_state', 'This form gives no prices. Send your request: you will get a quote.');
      const now = priceBy(scale, book, inputsOf(body.inputs), day);
      return publicPriceOf(now, form.show, ratesInWords(now.rates));
    }),

    handle(routes.request, async ({ params, principal, request, body }) => {
      const { form } = await open(params.key, principal);
      if (!form.active) throw problem('not_found');
      await limit.ask(request, form);
      mustOffer(form, body.inputs.transaction);
      const answer = { received: true, thanks: form.thanks } as const;
      // Only a program fills in what no person sees: it is told the same, and nothing is kept.
      if (body.fax2 !== '') {
        request.log.info({ widget: form.id }, 'a program filled in a website form');
        return answer;
      }
      checkTicket(form, body.ticket);
      // The program's own rights: a visitor has none, and what the firm's walls hide stays hidden.
      await database.firm(form.firmId).write(async (tx) => {
        const numbers = numbersIn(body, (await firmFacts(tx, form.firmId)).country);
        await takeRequest(tx, platform, form, { ...body, numbers });
      });
      return answer;
    }),

    handle(routes.prices, async ({ params, principal, request }) => {
      const form = await find(params.key);
      await limit.look(request, form);
      return await readPriceList(platform, books, form, principal);
    }),

    handle(routes.pricePage, async ({ params, principal, request, reply }) => {
      const form = await find(params.key);
      await limit.look(request, form);
      const page = pricePage(await readPriceList(platform, books, form, principal), pageStyle);
      return sendHtml(reply, page, { style: pageStyle, script: false, frames: form.origins });
    }),
  ];

  /** For a visitor, or for the firm's own people, who look at it before it is active. */
  async function open(key: string, principal: Principal | null): Promise<{ form: Form; scope: Scope }> {
    const form = await find(key);
    if (!form.active && principal?.firmId !== form.firmId) throw problem('not_found');
    return { form, scope: database.firm(form.firmId) };
  }

  /** Whether active or not: prices are published by themselves. */
  async function find(key: string): Promise<Form> {
    const firmId = firmOfKey(key);
    return await database.firm(firmId).read((tx) => findByKey(tx, firmId, key));
  }

  function checkTicket(form: Form, ticket: string): void {
    const age = ageOf(secrets, form.id, ticket, clock.now());
    if (age === null) {
      const message = 'The form was open for too long: send it once more.';
      throw problem('invalid_input', message, { fields: [{ field: 'ticket', message }] });
    }
    if (age < leastMs)
      throw problem('too_many_requests', 'That was too quick: wait a moment and send it again.', {
        headers: { 'retry-after': String(Math.ceil((leastMs - age) / 1000)) },
      });
  }
}

/** Not found until the firm publishes; its own people may look before. */
async function readPriceList(
  { database, clock }: Pick<Platform, 'database' | 'clock'>,
  books: RateBooks,
  form: Form,
  principal: Principal | null,
): Promise<PriceList> {
  if (!form.prices.published && principal?.firmId !== form.firmId) throw problem('not_found');
  const book = await books.current();
  const { scale, day, stages } = await database.firm(form.firmId).read(async (tx) => ({
    ...(await scaleOf(tx, form, clock.now())),
    stages: await stagesOf(tx, form),
  }));
  if (!scale) throw problem('wrong_state', 'No prices are in force today. Please ask for a quote.');
  const { firmName: firm, transactions, prices } = form;
  return priceListOf({ firm, transactions, prices, stages, scale, book, day });
}

/** By address, so that one visitor cannot disturb the others; by form, so that many addresses cannot flood one firm. */
function createLimits({ database: { pool } }: Platform) {
  const looks = createRateLimit(pool, { name: 'widget-look', tries: 120, seconds: 60 });
  const looksOfForm = createRateLimit(pool, { name: 'widget-looks', tries: 3_000, seconds: 60 });
  const asks = createRateLimit(pool, { name: 'widget-ask', tries: 10, seconds: 600 });
  const asksOfForm = createRateLimit(pool, { name: 'widget-asks', tries: 300, seconds: 3_600 });
  return {
    async look(request: FastifyRequest, form: Form) {
      await looks.take(request.ip);
      await looksOfForm.take(form.id);
    },
    async ask(request: FastifyRequest, form: Form) {
      await asks.take(request.ip);
      await asksOfForm.take(form.id);
    },
  };
}

function mustOffer({ transactions }: Form, transaction: VisitorRequest['inputs']['transaction']): void {
  if (transactions.includes(transaction)) return;
  const message = 'This is not offered here.';
  throw problem('invalid_input', message, { fields: [{ field: 'inputs.transaction', message }] });
}

/** E.164 of what was typed; refuses when neither an e-mail nor a number that can be rung is there. */
function numbersIn({ email, phone }: VisitorRequest, country: string): string[] {
  const refuse = (field: string, message: string) =>
    problem('invalid_input', message, { fields: [{ field, message }] });
  if (email === '' && phone === '') throw refuse('email', 'Give an e-mail address or a telephone number.');
  if (phone === '') return [];
  const numbers = findNumbers(phone, country).found.map(({ e164 }) => e164);
  if (numbers.length === 0)
    throw refuse('phone', 'This is no telephone number: write it with its area code.');
  return numbers;
}

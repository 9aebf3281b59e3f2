import type { z } from 'zod';
import { type Transport, type VendorRequest, vendorFetch, vendorJson } from '../kit/http.ts';
import { type VendorContext, VendorError } from '../ports.ts';
import { createTokenKeeper } from './tokens.ts';
import { page } from './wire.ts';

type ApiRequest = Omit<VendorRequest, 'url' | 'body'> & { json?: unknown };

/** RingCentral's REST API with one source's token. */
export interface Api {
  /** `target` is a path under `/restapi/v1.0` or an address that RingCentral gave. */
  read<Schema extends z.ZodType>(
    target: string,
    schema: Schema,
    request?: ApiRequest,
  ): Promise<z.output<Schema>>;
  /** As `read`; null when the vendor answers with one of `absentStatuses` or nothing. */
  find<Schema extends z.ZodType>(
    target: string,
    schema: Schema,
    request?: ApiRequest,
  ): Promise<z.output<Schema> | null>;
  /** All records of a list, page after page. */
  list(target: string, request?: ApiRequest): Promise<unknown[]>;
  send(target: string, request: ApiRequest): Promise<void>;
  download(address: string): Promise<Response>;
}

const mostPages = 200;
const mostRedirects = 3;

export function createApi(context: VendorContext): Api {
  const transport = authorised(context);

  function prepare(target: string, { json, headers, ...request }: ApiRequest = {}): VendorRequest {
    return {
      redirect: 'manual',
      ...request,
      url: addressOf(context, target),
      headers: { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    };
  }

  async function find<Schema extends z.ZodType>(target: string, schema: Schema, request?: ApiRequest) {
    const answer = await vendorJson(transport, prepare(target, request));
    return answer === undefined ? null : parseAnswer(answer, schema, target);
  }

  return {
    find,
    async read(target, schema, request) {
      const answer = await find(target, schema, request);
      if (answer === null) throw unexpected(target, 'the answer is empty');
      return answer;
    },
    async list(target, request) {
      const records: unknown[] = [];
      let next: string | undefined = target;
      for (let count = 0; next !== undefined; count += 1) {
        if (count >= mostPages) throw unexpected(target, `more than ${mostPages} pages`);
        const found: z.output<typeof page> | null = await find(next, page, request);
        records.push(...(found?.records ?? []));
        next = found?.navigation?.nextPage?.uri;
      }
      return records;
    },
    async send(target, request) {
      await vendorJson(transport, prepare(target, request));
    },
    async download(address) {
      let target = address;
      for (let hop = 0; hop <= mostRedirects; hop += 1) {
        const response = await vendorFetch(transport, prepare(target, { headers: { accept: '*/*' } }));
        if (response.ok) return response;
        await response.body?.cancel();
        target = new URL(response.headers.get('location') ?? '', target).href;
      }
      throw unexpected(address, 'too many redirects');
    },
  };
}

/** Adds the token to each request and renews it once when the vendor says that it is over. */
function authorised(context: VendorContext): Transport {
  const tokens = createTokenKeeper(context);
  return {
    now: () => context.now(),
    async fetch(input, init) {
      const attempt = (token: string) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${token}`);
        return context.fetch(input, { ...init, headers });
      };
      const token = await tokens.current();
      const response = await attempt(token);
      if (response.status !== 401) return response;
      await response.body?.cancel();
      return attempt(await tokens.replace(token));
    },
  };
}

/** The full address, and the one place that keeps the token from leaving RingCentral's own hosts. */
function addressOf(context: VendorContext, target: string): string {
  const base = new URL(context.credentials.apiUrl);
  if (!/^[a-z]+:/i.test(target)) return new URL(`/restapi/v1.0${target}`, base).href;
  const url = URL.canParse(target) ? new URL(target) : null;
  const ours = url !== null && (url.origin === base.origin || isRingCentral(url));
  if (!ours || url === null) {
    throw new VendorError({
      failure: 'rejected',
      detail: `The address ${url?.host ?? 'without a host'} is not one of RingCentral's.`,
    });
  }
  return url.href;
}

function isRingCentral(url: URL): boolean {
  const plain = url.protocol === 'https:' && url.port === '' && url.username === '';
  return plain && /(^|\.)ringcentral\.com$/.test(url.hostname);
}

function parseAnswer<Schema extends z.ZodType>(
  answer: unknown,
  schema: Schema,
  target: string,
): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unexpected(target, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not readable'}`);
}

function unexpected(target: string, detail: string): VendorError {
  return new VendorError({ failure: 'unavailable', detail: `${target.split('?', 1)[0]}: ${detail}` });
}

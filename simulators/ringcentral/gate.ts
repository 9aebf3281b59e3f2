import type { FastifyReply, FastifyRequest } from 'fastify';
import { stringify } from 'lossless-json';
import type { Description } from './description.ts';
import type { LimitGroup, Meter } from './limits.ts';
import type { TokenOffice } from './oauth.ts';

/** What every API request passes: faults on request, token, rate limit, and the vendor's description. */
export interface Gate {
  /** Refuses by an `ApiRefusal`, or returns. */
  admit(request: FastifyRequest, group: LimitGroup, reply: FastifyReply): void;
  /** Sends JSON with exact big integers, after checking it against the description. */
  send(request: FastifyRequest, reply: FastifyReply, body: object): FastifyReply;
  /** Requests and answers that differ from the vendor's description. */
  violations: string[];
  /** Each admitted or refused request, "GET /restapi/…?query → status". */
  requests: string[];
  failNext(count: number, status: number): void;
  limitNext(count: number, retryAfterSeconds: number): void;
}

export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;
  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function refusalBody(refusal: ApiRefusal) {
  const { code: errorCode, message } = refusal;
  return { errorCode, message, errors: [{ errorCode, message }] };
}

export function createGate(parts: { tokens: TokenOffice; meter: Meter; description: Description }): Gate {
  const violations: string[] = [];
  const faults = { fail: 0, status: 503, limit: 0, retryAfter: 1 };

  function injectFaults(): void {
    if (faults.fail > 0) {
      faults.fail -= 1;
      throw new ApiRefusal(faults.status, 'CMN-211', 'The service is temporarily unavailable');
    }
    if (faults.limit > 0) {
      faults.limit -= 1;
      throw new ApiRefusal(429, 'CMN-301', 'Request rate exceeded', {
        'retry-after': String(faults.retryAfter),
      });
    }
  }

  function meterRequest(group: LimitGroup, reply: FastifyReply): void {
    const { allowed, limit, remaining, retryAfter } = parts.meter.count(group);
    reply.headers({
      'x-rate-limit-group': group.toLowerCase(),
      'x-rate-limit-limit': String(limit),
      'x-rate-limit-remaining': String(remaining),
      'x-rate-limit-window': '60',
    });
    if (allowed) return;
    throw new ApiRefusal(429, 'CMN-301', 'Request rate exceeded', { 'retry-after': String(retryAfter) });
  }

  return {
    violations,
    requests: [],
    admit(request, group, reply) {
      injectFaults();
      const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (group !== 'Auth' && (token === undefined || !parts.tokens.isGood(token))) {
        throw new ApiRefusal(401, 'OAU-129', 'Access token is expired or unknown');
      }
      meterRequest(group, reply);
      const url = new URL(request.url, 'http://simulator');
      const problem = parts.description.checkRequest(
        request.method,
        url.pathname,
        url.searchParams,
        request.body,
      );
      if (problem === null) return;
      violations.push(`${request.method} ${request.url}: ${problem}`);
      throw new ApiRefusal(400, 'CMN-101', problem);
    },
    send(request, reply, body) {
      const text = stringify(body) ?? '{}';
      const path = new URL(request.url, 'http://simulator').pathname;
      const problem = parts.description.checkAnswer(request.method, path, JSON.parse(text));
      if (problem !== null) violations.push(`answer to ${request.method} ${path}: ${problem}`);
      return reply.type('application/json').send(text);
    },
    failNext(count, status) {
      faults.fail = count;
      faults.status = status;
    },
    limitNext(count, retryAfterSeconds) {
      faults.limit = count;
      faults.retryAfter = retryAfterSeconds;
    },
  };
}

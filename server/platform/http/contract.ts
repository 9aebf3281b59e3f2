import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../db/database.ts';
import { namingSomething, refusingUnknownFields } from './known-fields.ts';
import type { ProblemCode } from './problems.ts';

/** Who may call a route: `anyone` without signing in, `portal`: people outside the firm, else staff of at least that role. */
export type Access = 'anyone' | 'portal' | 'member' | 'administrator' | 'owner';

export interface Principal {
  firmId: string;
  staffId: string;
  role: 'owner' | 'administrator' | 'member';
  via: 'session' | 'token';
  /** When the person of this session last proved that it is them: at sign-in, or since. Absent: a token, which cannot. */
  provenAt?: Date;
  /** Id of the session, or of the token: for what must end with it. */
  sessionId?: string;
}

/** Somebody outside the firm who is signed in to its portal. */
export interface PortalPrincipal {
  firmId: string;
  portalUserId: string;
  /** The login, which may belong to several firms. */
  accountId: string;
  sessionId: string;
  /** A second factor was proved in this session. */
  secondFactor: boolean;
  /** When the person of this session last proved that it is them. */
  provenAt: Date;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
type Schema = z.ZodType;

/**
 * One route, declared once: handler types, validation, OpenAPI and the web client come from it. `audit` names the
 * action in the audit log, written by the handler's store with the change; reads of files are audited too.
 */
export interface Route<
  M extends Method = Method,
  Path extends string = string,
  Params extends Schema | undefined = Schema | undefined,
  Query extends Schema | undefined = Schema | undefined,
  Body extends Schema | undefined = Schema | undefined,
  Answer extends Schema | undefined = Schema | undefined,
  Who extends Access = Access,
> {
  method: M;
  path: Path;
  /** One line for the API's documentation. */
  summary: string;
  tag: string;
  access: Who;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Shape of the answer; absent for 204 and for streams. */
  answer?: Answer;
  /** 200, or 204 without an answer, unless said otherwise. */
  status?: number;
  /** Beyond invalid_input, signed_out, forbidden, not_found and internal, which any route may give. */
  problems?: readonly ProblemCode[];
  audit: string | 'none';
  /** The answer holds a secret, so it is not kept for a repeated Idempotency-Key (which then gets answer_lost). */
  secretAnswer?: boolean;
  /** The handler writes the reply itself: files, event streams. */
  streams?: boolean;
  /** Largest body in bytes; 1 MiB unless said otherwise. */
  bodyLimit?: number;
  /** Bodies that are not JSON: text/csv, raw uploads. */
  consumes?: 'json' | 'bytes';
}

/** Declares a route; only keeps the literal types. */
export function route<
  const M extends Method,
  const Path extends string,
  Params extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
  Answer extends Schema | undefined = undefined,
  const Who extends Access = Access,
>(
  declared: Route<M, Path, Params, Query, Body, Answer, Who>,
): Route<M, Path, Params, Query, Body, Answer, Who> {
  return declared;
}

// An optional property of a declaration adds `undefined` to its type; a route without the part has nothing else.
type Declared<S> = Extract<S, Schema>;
type Output<S> = [Declared<S>] extends [never] ? undefined : z.output<Declared<S>>;
type Input<S> = [Declared<S>] extends [never] ? undefined : z.input<Declared<S>>;

type PrincipalOf<Who> = [Who] extends ['portal']
  ? PortalPrincipal
  : 'portal' extends Who
    ? Principal | PortalPrincipal | null
    : 'anyone' extends Who
      ? Principal | null
      : Principal;

/** What a handler gets: parsed input, who calls, and the firm's rows as that person may see them. */
export interface Call<R extends Route> {
  params: Output<R['params']>;
  query: Output<R['query']>;
  body: Output<R['body']>;
  principal: PrincipalOf<R['access']>;
  /** The caller's firm behind the caller's walls. Throws signed_out when nobody is signed in. */
  scope: Scope;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface BoundRoute {
  route: Route;
  handle(call: Call<Route>): Promise<unknown>;
}

type Handler<R extends Route> = (
  call: Call<R>,
) => Promise<[Declared<R['answer']>] extends [never] ? unknown : Input<R['answer']>>;

/**
 * Binds a handler to its declaration, whose query and body from here on refuse fields that are not declared. The handler
 * returns the answer's input shape (before zod serialises it). Typed for those who write handlers; the second signature
 * is the router's view, which has parsed params, query and body by this very declaration before it calls.
 */
export function handle<R extends Route>(declared: R, handler: Handler<R>): BoundRoute;
export function handle(declared: Route, handler: BoundRoute['handle']): BoundRoute {
  return { route: withKnownFieldsOnly(declared), handle: handler };
}

function withKnownFieldsOnly(declared: Route): Route {
  const query = refusingUnknownFields(declared.query ?? z.object({}));
  const body = declared.body && refusingUnknownFields(declared.body);
  return {
    ...declared,
    query,
    ...(body ? { body: declared.method === 'PATCH' ? namingSomething(body) : body } : {}),
  };
}

/** The web client's view of a route: what to send and what comes back, over JSON. */
export interface Exchange<R extends Route> {
  params: Input<R['params']>;
  query: Input<R['query']>;
  body: Input<R['body']>;
  response: Output<R['answer']>;
}

/** `{ 'GET /api/v1/matters/:id': Exchange }` from a feature's record of routes. */
export type ExchangesOf<Routes extends Record<string, Route>> = {
  [R in Routes[keyof Routes] as `${R['method']} ${R['path']}`]: Exchange<R>;
};

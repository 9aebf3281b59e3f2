/** The vendor's usual answers: a page, a link, a problem. */
import { z } from 'zod';
import type { Answer, Refusal, SimulatedRequest } from '../practice/contract.ts';
import type { Table } from '../practice/table.ts';
import type { Kept } from './state.ts';
import { ticksOf } from './ticks.ts';

export function link(id: string | null | undefined) {
  return id ? { id } : null;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Accepted, and not yet done. */
export function accepted(path: string, id: string): Answer {
  return {
    status: 202,
    body: { id, href: `https://api.smokeball.example${path}/${id}`, relation: null, method: null },
  };
}

/** RFC 7807 with the vendor's `errors`, a list of objects of unpublished shape. */
export function problem(status: number, detail: string, path: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: {
      type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
      title: titles[status] ?? 'The request failed.',
      status,
      detail,
      instance: path,
      ...(status === 400 ? { errors: [{ message: detail }] } : {}),
    },
  };
}

const titles: Readonly<Record<number, string>> = {
  400: 'One or more validation errors occurred.',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
};

/** `Retry-After` is not documented and not sent. */
export function refuse({ status, detail }: Refusal, { path }: { path: string }): Answer {
  return problem(status, detail, path);
}

export function notFound(request: SimulatedRequest): Answer {
  return problem(404, 'The record was not found.', request.path);
}

export function one(request: SimulatedRequest, row: Kept | undefined): Answer {
  return row === undefined ? notFound(request) : ok(row.view);
}

const paging = z.object({
  Limit: z.coerce.number().int().min(1).max(500).default(500),
  Offset: z.coerce.number().int().min(0).default(0),
});

export function page(request: SimulatedRequest, rows: readonly Kept[]): Answer {
  const { Limit: limit, Offset: offset } = paging.parse(Object.fromEntries(request.query));
  const href = `https://api.smokeball.example${request.path}`;
  const at = (start: number) => ({ href: `${href}?limit=${limit}&offset=${start}`, relation: 'collection' });
  return ok({
    href,
    offset,
    limit,
    size: rows.length,
    first: at(0),
    previous: offset === 0 ? null : at(Math.max(0, offset - limit)),
    next: offset + limit < rows.length ? at(offset + limit) : null,
    last: at(Math.max(0, Math.floor((rows.length - 1) / limit) * limit)),
    value: rows.slice(offset, offset + limit).map(({ view }) => view),
  });
}

/** `UpdatedSince` (ticks) or `LastUpdated` (ISO, whole seconds); both at once are refused by the caller. */
export function sinceOf({ query }: SimulatedRequest): number | null {
  const ticks = query.get('UpdatedSince');
  if (ticks !== null) return Number(ticks);
  const iso = query.get('LastUpdated');
  return iso === null ? null : ticksOf(Date.parse(iso));
}

export function since(request: SimulatedRequest, rows: readonly Kept[]): readonly Kept[] {
  const from = sinceOf(request);
  return from === null ? rows : rows.filter(({ updated }) => updated >= from);
}

/** What staging refuses: fractions of a second, and both filters together. */
export function filterProblem(request: SimulatedRequest): Answer | null {
  const { query, path } = request;
  if (query.has('UpdatedSince') && query.has('LastUpdated'))
    return problem(400, 'LastUpdated cannot be used in conjunction with UpdatedSince.', path);
  return /\.\d/.test(query.get('LastUpdated') ?? '')
    ? problem(400, 'LastUpdated may not have fractional seconds.', path)
    : null;
}

const sorted = new WeakMap<Table<Kept>, { revision: number; direction: string; rows: readonly Kept[] }>();

/** In the order that `Sort` wants; the sorted copy is kept until the table changes. */
export function ordered({ query }: SimulatedRequest, table: Table<Kept>): readonly Kept[] {
  const direction = /^(asc|desc)\(lastUpdated\)$/i.exec(query.get('Sort') ?? '')?.[1]?.toLowerCase();
  if (direction === undefined) return table.listed();
  const known = sorted.get(table);
  if (known?.revision === table.revision && known.direction === direction) return known.rows;
  const sign = direction === 'asc' ? 1 : -1;
  const rows = table.listed().toSorted((left, right) => sign * (left.updated - right.updated));
  sorted.set(table, { revision: table.revision, direction, rows });
  return rows;
}

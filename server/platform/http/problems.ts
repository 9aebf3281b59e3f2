import type { audit } from '../audit.ts';

/**
 * The catalogue of answers that end a request: status, code and words are fixed here once (RFC 9457). Throw
 * `problem('not_found')`; a bug is anything else that is thrown, and is answered as a bare 500.
 */
const catalogue = {
  bad_request: [400, 'The request cannot be read'],
  invalid_input: [422, 'Some fields need another value'],
  signed_out: [401, 'Sign in first'],
  bad_signature: [401, 'The signature is wrong or missing'],
  refused_signature: [403, 'The signature is wrong or missing'],
  forbidden: [403, 'Your role does not allow this'],
  step_up_needed: [403, 'Prove once more that it is you'],
  csrf: [403, 'The request did not come from this app'],
  not_found: [404, 'There is nothing here'],
  method_not_allowed: [405, 'This address does not take that method'],
  conflict: [409, 'It was changed in the meantime'],
  already_exists: [409, 'It exists already'],
  wrong_state: [409, 'That is not possible any more'],
  idempotency_mismatch: [422, 'This Idempotency-Key was used for another request'],
  answer_lost: [409, 'A request with this Idempotency-Key was carried out, but its answer was lost'],
  gone: [410, 'It is not kept any more'],
  overtaken: [412, 'A newer request went on with it'],
  too_large: [413, 'The request is too large'],
  unsupported_type: [415, 'That content type is not understood'],
  too_many_requests: [429, 'Too many requests; try again later'],
  checksum_mismatch: [460, 'The bytes that came are not those that were sent'],
  cannot_calculate: [422, 'This cannot be calculated'],
  internal: [500, 'Something went wrong here; nothing was changed'],
  unavailable: [503, 'Not ready; try again in a moment'],
} as const;

export type ProblemCode = keyof typeof catalogue;

export interface FieldError {
  /** Dotted path of the field, as sent. */
  field: string;
  message: string;
}

/** What is written into the audit log once the transaction that it ended was rolled back. */
export type Refusal = Parameters<typeof audit>[1];

export interface ProblemMore {
  fields?: FieldError[];
  headers?: Record<string, string>;
  reason?: string;
  refusal?: Refusal;
}

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly fields: FieldError[];
  readonly headers: Record<string, string>;
  /** Which of several reasons, for programs that act on it: `cannot_calculate` has them. */
  readonly reason: string | undefined;
  readonly refusal: Refusal | undefined;

  constructor(code: ProblemCode, detail?: string, more: ProblemMore = {}) {
    const [status, title] = catalogue[code];
    super(detail ?? title);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.title = title;
    this.fields = more.fields ?? [];
    this.headers = more.headers ?? {};
    this.reason = more.reason;
    this.refusal = more.refusal;
  }

  /** The body that the caller gets, as application/problem+json. */
  toBody(requestId: string): Record<string, unknown> {
    return {
      type: `about:blank#${this.code}`,
      code: this.code,
      title: this.title,
      status: this.status,
      detail: this.message,
      instance: requestId,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.fields.length > 0 ? { errors: this.fields } : {}),
    };
  }
}

/** `throw problem('conflict', 'Somebody else completed this task.')` */
export function problem(code: ProblemCode, detail?: string, more?: ProblemMore): Problem {
  return new Problem(code, detail, more);
}

/** The request ends with "not found" when there is nothing: the same answer as for what the caller may not see. */
export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw problem('not_found');
  return value;
}

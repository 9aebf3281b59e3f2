/** A failed call, from the server's RFC 9457 problem or from the lack of any answer (`status` 0). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** HTTP status; 0 when nothing came back. */
  readonly status: number;
  /** The catalogue's name of the failure, such as `matter_closed`. */
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  /** field path (`phones.0.number`) → what is wrong with it */
  readonly fieldErrors: Readonly<Record<string, string>>;
  /** Which of several reasons, where the code alone does not say it: `last_staff`. */
  readonly reason: string | undefined;
  /** What to quote when asking for help. */
  readonly requestId: string | undefined;

  constructor(facts: ProblemFacts) {
    super(facts.title);
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title;
    this.detail = facts.detail;
    this.fieldErrors = facts.fieldErrors;
    this.reason = facts.reason;
    this.requestId = facts.requestId;
  }
}

export type ProblemFacts = {
  status: number;
  code: string;
  title: string;
  detail: string | undefined;
  fieldErrors: Readonly<Record<string, string>>;
  reason?: string | undefined;
  requestId: string | undefined;
};

function textIn(source: object, name: string): string | undefined {
  const value: unknown = Reflect.get(source, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The problem's `errors: [{ field, message }]`, by field; the first word on a field wins. */
function fieldErrorsIn(source: object): Record<string, string> {
  const errors: unknown = Reflect.get(source, 'errors');
  if (!Array.isArray(errors)) return {};
  const found: Record<string, string> = {};
  for (const error of errors) {
    if (typeof error !== 'object' || error === null) continue;
    const field = textIn(error, 'field');
    const message = textIn(error, 'message');
    if (field !== undefined && message !== undefined) found[field] ??= message;
  }
  return found;
}

/** Reads the body of a failed answer. A body that is no problem (a proxy's page) still gives usable facts. */
export function problemFrom(status: number, body: unknown): ProblemFacts {
  const source = typeof body === 'object' && body !== null ? body : {};
  const title = textIn(source, 'title') ?? `HTTP ${status}`;
  const detail = textIn(source, 'detail');
  return {
    status,
    code: textIn(source, 'code') ?? `http_${status}`,
    title,
    // The server repeats the title where it has nothing to add.
    detail: detail === title ? undefined : detail,
    fieldErrors: fieldErrorsIn(source),
    reason: textIn(source, 'reason'),
    requestId: textIn(source, 'instance'),
  };
}

import type { Answer, SimulatedRequest } from '../practice/contract.ts';

type Details = Readonly<Record<string, unknown>>;

/** A "no" in Zoho's shape; thrown by a rule. For one record of a write it becomes an element of the answer. */
export class ZohoRefusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Details;
  constructor(code: string, message: string, details: Details = {}, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export function element({ code, message, details }: ZohoRefusal): object {
  return { code, details, message, status: 'error' };
}

export function wrongId(id: string): ZohoRefusal {
  return new ZohoRefusal('INVALID_DATA', 'the id given seems to be invalid', { id });
}

/** What only a mistake of the product can bring about. */
const mistakes = [
  'REQUIRED_PARAM_MISSING',
  'INVALID_MODULE',
  'SYNTAX_ERROR',
  'INVALID_QUERY',
  'UNKNOWN_FIELD',
];

type Handler = (request: SimulatedRequest) => Answer | Promise<Answer>;

export function guarded(handle: Handler, noticed: (complaint: string) => void): Handler {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      if (!(error instanceof ZohoRefusal)) throw error;
      if (mistakes.includes(error.code)) noticed(`${request.operation}: ${error.code} ${error.message}`);
      return { status: error.status, body: element(error) };
    }
  };
}

import type { Answer, SimulatedRequest } from '../practice/contract.ts';

/** A "no" in Clio's shape; thrown by a rule and answered by `guarded`. */
export class ClioRefusal extends Error {
  readonly status: number;
  readonly type: string;
  readonly errors: Readonly<Record<string, unknown>> | undefined;
  constructor(status: number, type: string, message: string, errors?: Readonly<Record<string, unknown>>) {
    super(message);
    this.status = status;
    this.type = type;
    this.errors = errors;
  }
}

export function unprocessable(message: string): ClioRefusal {
  return new ClioRefusal(422, 'ArgumentError', message);
}

export function notFound(): ClioRefusal {
  return new ClioRefusal(404, 'NotFoundError', 'Not Found');
}

type Handler = (request: SimulatedRequest) => Answer | Promise<Answer>;

/** Answers refusals. `noticed` hears of those that only a mistake of the product can bring about. */
export function guarded(handle: Handler, noticed: (complaint: string) => void): Handler {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      if (!(error instanceof ClioRefusal)) throw error;
      const { status, type, message, errors } = error;
      if (status === 400) noticed(`${request.operation}: ${type} ${message}`);
      return { status, body: { error: { type, message, ...(errors === undefined ? {} : { errors }) } } };
    }
  };
}

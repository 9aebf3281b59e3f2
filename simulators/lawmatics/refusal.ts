import type { Answer, SimulatedRequest } from '../practice/contract.ts';

/** A "no" in Lawmatics' shape; thrown by a rule and answered by `guarded`. */
export class LawmaticsRefusal extends Error {
  readonly status: number;
  readonly title: string;
  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

export function invalid(title: string, detail: string): LawmaticsRefusal {
  return new LawmaticsRefusal(422, title, detail);
}

export function notFound(): LawmaticsRefusal {
  return new LawmaticsRefusal(404, 'Not found', 'The record was not found');
}

export function errorBody(status: number, title: string, detail: string) {
  return { errors: [{ status, title, detail }] };
}

type Handler = (request: SimulatedRequest) => Answer | Promise<Answer>;

export function guarded(handle: Handler): Handler {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      if (!(error instanceof LawmaticsRefusal)) throw error;
      const { status, title, message } = error;
      return { status, body: errorBody(status, title, message) };
    }
  };
}

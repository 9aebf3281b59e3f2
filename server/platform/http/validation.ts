import { z } from 'zod';
import { fieldInWords, plainWords } from './plain-words.ts';
import { type FieldError, type Problem, problem } from './problems.ts';

/** For Fastify: reads a part of a request by its schema; what does not fit becomes the answer `invalid_input`. */
export function validationOf({ schema }: { schema: unknown }) {
  if (!(schema instanceof z.ZodType)) throw new Error('A route declares its input with zod.');
  return (data: unknown): { value: unknown } | { error: Problem } => {
    const read = schema.safeParse(data, { error: plainWords });
    return read.success ? { value: read.data } : { error: invalidInput(read.error.issues) };
  };
}

function invalidInput(issues: readonly z.core.$ZodIssue[]): Problem {
  const fields = issues.flatMap(fieldErrorsOf);
  const sentences = fields.map(({ field, message }) => {
    const whole = /[.!?]$/.test(message) ? message : `${message}.`;
    return field === '' ? whole : `${fieldInWords(field)}: ${whole}`;
  });
  return problem('invalid_input', sentences.join(' '), { fields });
}

/** A field that is not declared is named itself, not the object that it stands in. */
function fieldErrorsOf(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: issue.message }));
}

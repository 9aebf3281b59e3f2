import { ApiProblem } from '../../api/problem.ts';

type Form = { setErrors: (errors: Record<string, string>) => void };

/**
 * Puts the server's words at the fields they are about, and the focus into the first. Returns whether there were any:
 * if not, the screen has to say the problem itself. `named` translates the server's paths into the form's.
 */
export function atFields(
  error: unknown,
  form: Form,
  named: (errors: Readonly<Record<string, string>>) => Record<string, string> = (errors) => ({ ...errors }),
): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const errors = named(error.fieldErrors);
  if (Object.keys(errors).length === 0) return false;
  form.setErrors(errors);
  focusFirstError();
  return true;
}

/** After the errors are drawn. */
export function focusFirstError(): void {
  requestAnimationFrame(() => {
    const field = document.querySelector('form [aria-invalid="true"]');
    if (field instanceof HTMLElement) field.focus();
  });
}

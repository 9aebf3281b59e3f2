/** Bank details by e-mail or text are how payments are stolen: a sort code, or an account number named as one. */
export function namesBankDetails(text: string): boolean {
  return (
    /\b\d{2}[- –]\d{2}[- –]\d{2}\b/.test(text) ||
    /\bsort\s*code\b/i.test(text) ||
    /\baccount\s*(?:no\.?|number)\b\D{0,20}\d{6,}/i.test(text) ||
    /\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}\b/.test(text)
  );
}

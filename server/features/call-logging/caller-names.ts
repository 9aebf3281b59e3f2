/**
 * What telephone companies send in the place of a name they do not know, in upper case, with and without "call" and
 * "caller". Sources: RFC 3323, 4.1.1.3 ("Anonymous") and the displays that providers tell of:
 * support.vbuzzer.com/kb/a96 (WIRELESS CALLER, UNKNOWN, PRIVATE), peregrinenetworks.net/caller-name-cnam (UNKNOWN,
 * ANONYMOUS), freecnamlookingup.com/articles/cnam-vs-caller-id.html (unavailable, a toll-free label). Names of places
 * ("TORONTO ON") are not here: a company may be called so.
 */
const placeholders: ReadonlySet<string> = new Set([
  'ANONYMOUS',
  'ANONYMOUS CALL',
  'ANONYMOUS CALLER',
  'BLOCKED',
  'BLOCKED CALL',
  'BLOCKED CALLER',
  'BLOCKED NUMBER',
  'CALLER ID BLOCKED',
  'CALLER UNKNOWN',
  'CELL PHONE',
  'CELLPHONE',
  'CELLULAR CALL',
  'CELLULAR CALLER',
  'ID UNAVAILABLE',
  'MOBILE CALL',
  'MOBILE CALLER',
  'NAME NOT AVAILABLE',
  'NAME UNAVAILABLE',
  'NO CALLER ID',
  'NO CALLERID',
  'NO NAME',
  'NOT AVAILABLE',
  'NOT PROVIDED',
  'NUMBER UNAVAILABLE',
  'NUMBER WITHHELD',
  'OUT OF AREA',
  'PRIVATE',
  'PRIVATE CALL',
  'PRIVATE CALLER',
  'PRIVATE NAME',
  'PRIVATE NUMBER',
  'RESTRICTED',
  'TOLL FREE',
  'TOLL FREE CALL',
  'TOLL FREE CALLER',
  'UNAVAILABLE',
  'UNKNOWN',
  'UNKNOWN CALL',
  'UNKNOWN CALLER',
  'UNKNOWN NAME',
  'UNKNOWN NUMBER',
  'WIRELESS',
  'WIRELESS CALL',
  'WIRELESS CALLER',
  'WITHHELD',
  'WITHHELD NUMBER',
]);

/**
 * The name that came with a call, if it names somebody: some systems send the number once more, telephone companies a
 * placeholder. Else null.
 */
export function callerNameOf(name: string | null): string | null {
  if (name === null || !/\p{L}/u.test(name)) return null;
  const words = name
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return placeholders.has(words) ? null : name;
}

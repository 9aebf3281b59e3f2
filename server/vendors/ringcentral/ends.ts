import type { EndPoint } from '../ports.ts';
import type { End } from './wire.ts';

const withheldWords = /^(anonymous|private|restricted|unknown|unavailable|blocked)\b/i;

/** One end as RingCentral describes it, in our words. Numbers are handed on as sent. */
export function readEnd(end: End | undefined): EndPoint {
  const number = end?.phoneNumber;
  // Internal calls show the short extension number where others have a telephone number.
  const short = number !== undefined && /^\d{1,6}$/.test(number) ? number : undefined;
  const extension = end?.extensionNumber ?? short;
  return {
    ...(number === undefined || withheldWords.test(number) ? {} : { number }),
    ...(end?.name === undefined ? {} : { name: end.name }),
    ...(extension === undefined ? {} : { extension }),
    ...(end?.extensionId === undefined ? {} : { providerUserId: end.extensionId }),
  };
}

/** As `readEnd` for the person who called the firm: a call without a number is one whose caller withheld it. */
export function readCaller(end: End | undefined): EndPoint {
  const caller = readEnd(end);
  return caller.number === undefined && caller.extension === undefined
    ? { ...caller, withheld: true }
    : caller;
}

/** True when the vendor names an extension for this end, which only the firm's own ends have. */
export function isOwn(end: End | undefined): boolean {
  if (end === undefined) return false;
  return (
    end.extensionId !== undefined || (end.extensionNumber !== undefined && end.phoneNumber === undefined)
  );
}

import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';

/** The codes that a refused sign-in answers with → our words. Which of e-mail and password was wrong, nobody learns. */
const wordsOf = {
  INVALID_EMAIL_OR_PASSWORD: 'refusedPassword',
  INVALID_PASSWORD: 'refusedOwnPassword',
  INVALID_EMAIL: 'refusedEmail',
  PASSWORD_TOO_SHORT: 'strength_tooShort',
  INVALID_OTP: 'refusedCode',
  OTP_EXPIRED: 'refusedOldCode',
  TOO_MANY_ATTEMPTS: 'refusedTooManyCodes',
  INVALID_CODE: 'refusedSecond',
  INVALID_BACKUP_CODE: 'refusedBackup',
  INVALID_TWO_FACTOR_COOKIE: 'refusedTooSlow',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'refusedTooManyCodes',
  ACCOUNT_TEMPORARILY_LOCKED: 'refusedTooOften',
  too_many_requests: 'refusedTooOften',
  INVALID_TOKEN: 'refusedLink',
  SESSION_NOT_FRESH: 'refusedStale',
  SESSION_EXPIRED: 'refusedStale',
  PASSKEY_NOT_FOUND: 'refusedPasskey',
  AUTHENTICATION_FAILED: 'refusedPasskey',
  CHALLENGE_NOT_FOUND: 'refusedPasskey',
} as const;

function isKnown(code: string): code is keyof typeof wordsOf {
  return code in wordsOf;
}

/** Turns a refusal of the sign-in library into one with our words; everything else stays as it is. */
export function useRefusal(): (error: unknown) => unknown {
  const { t } = useTranslation('entry');
  return (error) => {
    if (!(error instanceof ApiProblem)) return error;
    const known = isKnown(error.code);
    // Its own words are for developers.
    if (!known && !error.title.startsWith('HTTP ')) return error;
    if (error.status === 0 || error.status >= 500) return error;
    return new ApiProblem({
      status: error.status,
      code: error.code,
      title: known ? t(wordsOf[error.code]) : t('refused'),
      detail: undefined,
      fieldErrors: {},
      requestId: undefined,
    });
  };
}

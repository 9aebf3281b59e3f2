/** Query keys about the person's login, as the sign-in library knows it. */
export const loginKey = ['login'] as const;
export const passkeysKey = ['login', 'passkeys'] as const;
export const sessionsKey = ['login', 'sessions'] as const;

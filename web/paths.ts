/** Every address of the staff app. A feature adds its line here and its route in its own `routes.ts`. */
export const paths = {
  home: '/',
  signIn: '/sign-in',
  setUp: '/setup',
  gallery: '/gallery',
} as const;

/** Names of the places in the navigation. */
export const strings = {
  home: 'Home',
  settings: 'Settings',
} as const;

/** Names of the places in the navigation. */
export const strings = {
  home: 'Home',
  activity: 'Activity',
  review: 'Review',
  matters: 'Matters',
  contacts: 'Contacts',
  tasks: 'Tasks',
  texts: 'Texts',
  referrers: 'Referrers',
  messages: 'Messages',
  quotes: 'Quotes',
  insights: 'Insights',
  settings: 'Settings',
} as const;

export const strings = {
  title: 'Home',
  goodMorning: 'Good morning, {{name}}',
  goodAfternoon: 'Good afternoon, {{name}}',
  goodEvening: 'Good evening, {{name}}',
  emptyTitle: 'Your day starts here',
  emptyBody: 'Calls to place, tasks that are due and anything that needs you are listed here.',
} as const;

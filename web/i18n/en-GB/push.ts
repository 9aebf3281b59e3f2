/** Being told of clients' messages on one's own device. */
export const strings = {
  title: 'Notices on this device',
  about:
    'When a client writes in a conversation that you take part in. A notice names the firm, never the client or the words.',
  why: 'Turn them on, and this device tells you when a client has written, also while the page is closed.',
  on: 'This device tells you when a client has written. It stops when you sign off here.',
  turnOn: 'Turn on notices',
  turnOff: 'Turn off notices',
  denied: 'Your browser does not allow notices here. You can change that in its settings for this page.',
  never: 'This browser cannot show notices.',
  tell: 'Tell me of',
  new: 'each new message of a client',
  unanswered: 'messages that nobody has answered',
  none: 'nothing',
  after: 'Unanswered for',
  minutes: '{{minutes}} minutes',
  quiet: 'Only in working hours',
  quietAbout: 'On working days. What comes meanwhile is told when they begin, by the firm’s clock.',
  from: 'From',
  until: 'Until',
} as const;

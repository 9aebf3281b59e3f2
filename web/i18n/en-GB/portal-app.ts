/** The portal as an app on somebody's own device. */
export const strings = {
  device: 'On this device',
  deviceAbout: 'Hear at once when {{firm}} writes, and open your messages like any other app.',
  noticesWhy:
    'So that you see at once when {{firm}} has written. The notice says only that there is a message: never what it says, nor who wrote it.',
  noticesOn: 'This device tells you when {{firm}} has written. It stops when you sign off here.',
  noticesTurnOn: 'Turn on notices',
  noticesTurnOff: 'Turn off notices',
  noticesDenied:
    'Your browser does not allow notices here. You can change that in its settings for this page.',
  noticesNotOwn:
    'You signed in as on a device that others use, too, so it shows no notices. Sign in again and say that it is your own.',
  noticesNever: 'This browser cannot show notices. You get an e-mail when you have not read a message.',
  noticesApple:
    'To get notices on an iPhone or iPad, first put this page on your Home Screen: press Share, then “Add to Home Screen”, and open it from there.',
  install: 'Put it among your apps',
  installApple: 'To put {{firm}} among your apps: press Share, then “Add to Home Screen”.',
  offerTitle: 'Your messages with {{firm}}, one press away',
  notNow: 'Not now',
} as const;

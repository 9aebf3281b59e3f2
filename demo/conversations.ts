/** What the firm's people and their clients say to each other. */
import type { StaffKey } from './people.ts';

export interface DemoLine {
  /** Staff of the firm or one of the conversation's clients, by key. */
  from: string;
  says: string;
  /** Documents of the matter by name, or what a client sends. */
  files?: readonly string[];
}

export interface DemoConversation {
  kind: 'external' | 'internal' | 'channel' | 'direct';
  /** By number; channels and direct conversations have none. */
  matter?: string;
  title?: string;
  /** The first one begins it. */
  staff: readonly [StaffKey, ...StaffKey[]];
  clients?: readonly string[];
  lines: readonly DemoLine[];
  archived?: boolean;
}

export const conversations: readonly DemoConversation[] = [
  {
    kind: 'external',
    matter: '10412',
    title: 'Completion',
    staff: ['thomas', 'grace', 'margaret'],
    clients: ['okafor'],
    lines: [
      {
        from: 'thomas',
        says: 'Dear Jane, contracts are exchanged: 12 Mill Lane is yours in three weeks. The contract and our report on title are attached.',
        files: ['Contract, 12 Mill Lane.pdf', 'Report on title.pdf'],
      },
      {
        from: 'okafor',
        says: 'Wonderful, thank you Thomas! The right of way over the back path: is it only for the neighbours?',
      },
      {
        from: 'thomas',
        says: 'Only for the residents of Mill Lane, on foot. Nobody may drive or park there.',
      },
      { from: 'grace', says: 'For the day itself we need a photo of your passport, please.' },
      {
        from: 'okafor',
        says: 'Here it is. Is the photo good enough? And do I get the keys from you or from the agent?',
        files: ['Passport.png'],
      },
    ],
  },
  {
    kind: 'internal',
    matter: '10412',
    title: 'Mortgage deed',
    staff: ['thomas', 'grace', 'callum'],
    lines: [
      { from: 'thomas', says: 'Calder Vale has not sent the mortgage deed. Who chases?' },
      { from: 'callum', says: 'I rang them on Friday: it went to the post on Thursday.' },
      { from: 'grace', says: 'Nothing in today’s post. I will ring again at two.' },
    ],
  },
  {
    kind: 'external',
    matter: '10415',
    title: 'Searches',
    staff: ['priya', 'margaret'],
    clients: ['brandt'],
    lines: [
      {
        from: 'priya',
        says: 'Dear Elena, the drainage search is back and clear. We still wait for the service charge accounts of Quay House.',
      },
      { from: 'brandt', says: 'Thanks, Priya. Can I already book the removal van for the 14th?' },
    ],
  },
  {
    kind: 'external',
    matter: '10418',
    title: 'Boiler certificate',
    staff: ['priya'],
    clients: ['adeyemi'],
    lines: [
      {
        from: 'priya',
        says: 'Dear Tunde, the buyer’s solicitors ask whether the boiler has been serviced. Do you have the certificate?',
      },
      { from: 'adeyemi', says: 'Yes, in April. I will look for it at the weekend.' },
      { from: 'priya', says: 'Perfect, no hurry before Monday.' },
    ],
  },
  {
    kind: 'external',
    matter: '10413',
    title: 'First draft of the will',
    staff: ['margaret'],
    clients: ['okafor'],
    lines: [
      {
        from: 'margaret',
        says: 'Dear Jane, here is the first draft. Please read the names and the gifts with care.',
        files: ['Draft will.pdf'],
      },
      { from: 'okafor', says: 'All right but for my aunt: she spells it Amaka.' },
    ],
    archived: true,
  },
  {
    kind: 'internal',
    matter: '10377',
    title: 'How to reach Anya',
    staff: ['margaret', 'grace'],
    lines: [{ from: 'margaret', says: 'Anya prefers to be called on her mobile, never at home.' }],
  },
  {
    kind: 'channel',
    title: 'Front desk',
    staff: ['grace', 'margaret', 'thomas', 'priya', 'daniel', 'callum'],
    lines: [
      { from: 'grace', says: 'The lift is out until Wednesday. Please tell clients who cannot take stairs.' },
      { from: 'daniel', says: 'Thanks. I see Mrs Greaves in the ground floor room, then.' },
    ],
  },
  {
    kind: 'direct',
    staff: ['margaret', 'grace'],
    lines: [{ from: 'grace', says: 'Your four o’clock moved to half past.' }],
  },
];

/** What clients are asked to do: matter, client, what, due in days. */
export const toDos: readonly (readonly [matter: string, client: string, title: string, dueInDays: number])[] =
  [
    ['10412', 'okafor', 'Read the report on title', 3],
    ['10412', 'okafor', 'Send us your new insurance for 12 Mill Lane', 9],
    ['10418', 'adeyemi', 'Find the boiler certificate', 4],
  ];

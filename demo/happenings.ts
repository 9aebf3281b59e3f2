import {
  type Caller,
  faxes,
  formerClients,
  listClients,
  nuisance,
  several,
  sharedLines,
  strangers,
} from './callers.ts';
import type { Chance } from './chance.ts';
import { makePaper, makePhoto } from './papers.ts';
import { mainNumber, type StaffKey } from './people.ts';
import { extensionOf, type Happening, queue } from './phones.ts';
import { lengthOf, makeSpeechLike } from './sounds.ts';
import { faxSubjects, pictures, textsIn, textsOut, voicemails } from './words.ts';

/** How often each comes, in a hundred or so. */
const weights: readonly (readonly [weight: number, make: (world: World) => Happening])[] = [
  [24, clientCalls],
  [10, clientIsPutThrough],
  [20, weCallClient],
  [6, weGetNoAnswer],
  [6, nobodyAnswers],
  [6, clientLeavesVoicemail],
  [11, clientTexts],
  [4, weText],
  [2, clientSendsPicture],
  [3, faxArrives],
  [1, strangeFaxArrives],
  [6, colleaguesTalk],
  [5, strangerCalls],
  [4, sharedLineCalls],
  [3, clientWithSeveralMattersCalls],
  [1, withheldNumberCalls],
  [2, nuisanceCalls],
  [1, formerClientCalls],
  [2, answeringServiceTakesCall],
];

/** In this order a watcher soon sees everything; after it chance rules. */
const firstLive = [
  clientCalls,
  clientTexts,
  strangerCalls,
  clientIsPutThrough,
  clientLeavesVoicemail,
  faxArrives,
  sharedLineCalls,
  nobodyAnswers,
  clientSendsPicture,
  colleaguesTalk,
  clientWithSeveralMattersCalls,
  weText,
  answeringServiceTakesCall,
  weCallClient,
];

interface World {
  chance: Chance;
  clients: readonly Caller[];
  sounds: readonly Buffer[];
  stranger(): readonly [name: string, number: string];
  live: boolean;
}

/** An endless row of things that happen; `live` begins with one of each kind and keeps calls short. */
export function createHappenings(chance: Chance, live: boolean): () => Happening {
  let strangersSeen = 0;
  let told = 0;
  const world: World = {
    chance,
    clients: listClients(),
    // A few recordings for all: the file store keeps equal content once.
    sounds: Array.from({ length: 6 }, (_, index) => makeSpeechLike(6 + index * 2, index + 1)),
    stranger() {
      strangersSeen += 1;
      const known = strangers[(strangersSeen - 1) % strangers.length] ?? ['', mainNumber];
      // Whoever calls live has not called before, or nobody would have to look who it is.
      return live ? [known[0], `+447700900${chance.between(600, 799)}`] : known;
    },
    live,
  };
  const total = weights.reduce((sum, [weight]) => sum + weight, 0);
  return () => {
    const ordered = live ? firstLive[told] : undefined;
    told += 1;
    if (ordered) return ordered(world);
    let left = chance.next() * total;
    for (const [weight, make] of weights) {
      left -= weight;
      if (left < 0) return make(world);
    }
    return clientCalls(world);
  };
}

const far = ({ name, number }: Pick<Caller, 'name' | 'number'>) => ({ number, name: name.toUpperCase() });

function talkOf({ chance, live }: World): number {
  return live ? chance.between(40, 420) : chance.between(45, 1_300);
}

function sound({ chance, sounds }: World): Buffer {
  return chance.pick(sounds);
}

function clientCalls(world: World): Happening {
  const { chance } = world;
  const client = chance.pick(world.clients);
  const viaQueue = chance.next() < 0.5;
  return {
    what: 'call',
    plan: {
      direction: 'inbound',
      user: extensionOf(client.staff),
      far: far(client),
      ...(viaQueue ? { through: queue, ringAlso: [extensionOf('grace')] } : {}),
      talkSeconds: talkOf(world),
      ringSeconds: chance.between(3, 16),
      recorded: chance.next() < 0.6,
      sound: sound(world),
    },
  };
}

/** Reception answers, hears who it is and puts the caller through. */
function clientIsPutThrough(world: World): Happening {
  const { chance } = world;
  const client = chance.pick(world.clients);
  return {
    what: 'call',
    plan: {
      direction: 'inbound',
      user: extensionOf('grace'),
      far: far(client),
      through: queue,
      talkSeconds: chance.between(18, 55),
      transferTo: extensionOf(client.staff),
      transferTalkSeconds: talkOf(world),
      recorded: true,
      sound: sound(world),
    },
  };
}

function weCallClient(world: World): Happening {
  const client = world.chance.pick(world.clients);
  return {
    what: 'call',
    plan: {
      direction: 'outbound',
      user: extensionOf(client.staff),
      far: { number: client.number },
      talkSeconds: talkOf(world),
      recorded: world.chance.next() < 0.4,
      sound: sound(world),
    },
  };
}

function weGetNoAnswer({ chance, clients }: World): Happening {
  const client = chance.pick(clients);
  const plan = { direction: 'outbound', user: extensionOf(client.staff), outcome: 'missed' } as const;
  return { what: 'call', plan: { ...plan, far: { number: client.number }, ringSeconds: 24 } };
}

function nobodyAnswers({ chance, clients }: World): Happening {
  const client = chance.pick(clients);
  const plan = { direction: 'inbound', user: extensionOf(client.staff), outcome: 'missed' } as const;
  return { what: 'call', plan: { ...plan, far: far(client), ringSeconds: chance.between(8, 30) } };
}

function clientLeavesVoicemail(world: World): Happening {
  const { chance } = world;
  const client = chance.pick(world.clients);
  const message = sound(world);
  return {
    what: 'voicemail',
    plan: {
      user: extensionOf(client.staff),
      ...far(client),
      seconds: lengthOf(message),
      transcript: chance.pick(voicemails),
      sound: message,
    },
  };
}

function clientTexts({ chance, clients }: World): Happening {
  const client = chance.pick(clients);
  const user = extensionOf(client.staff);
  return {
    what: 'text',
    plan: { direction: 'inbound', user, number: client.number, text: chance.pick(textsIn) },
  };
}

function weText({ chance, clients, live }: World): Happening {
  const client = chance.pick(clients);
  const body = chance.pick(textsOut);
  const user = extensionOf(client.staff);
  if (live) return { what: 'text', plan: { direction: 'outbound', user, number: client.number, text: body } };
  // The phone system's webhooks say nothing of texts sent, and its log goes back a day: the service tells of the others.
  return {
    what: 'webhook',
    event: (id, at) => ({
      id,
      type: 'message.sent',
      occurredAt: at.toISOString(),
      message: { from: mainNumber, to: client.number, body, status: 'delivered', staff: staffOf('grace') },
    }),
  };
}

function clientSendsPicture({ chance, clients }: World): Happening {
  const client = chance.pick(clients);
  const user = extensionOf(client.staff);
  const text = chance.pick(pictures);
  const plan = { direction: 'inbound', user, number: client.number, text } as const;
  return { what: 'text', plan: { ...plan, picture: makePhoto() } };
}

function faxArrives({ chance }: World): Happening {
  const from = chance.pick(faxes);
  const [heading, lines] = chance.pick(faxSubjects);
  const pages = chance.between(1, 4);
  const document = makePaper(
    Array.from({ length: pages }, (_, index) => ({
      heading: index === 0 ? heading : `${heading} (continued)`,
      lines: [`From: ${from.name}`, 'To: Harbour & Reid Solicitors', '', ...lines],
    })),
  );
  const user = extensionOf(from.staff);
  return { what: 'fax', plan: { direction: 'inbound', user, number: from.number, pages, document } };
}

function strangeFaxArrives(): Happening {
  const document = makePaper([{ heading: 'OFFICE SUPPLIES', lines: ['Toner at prices that nobody beats.'] }]);
  const plan = { direction: 'inbound', user: extensionOf('grace'), number: '+441614960777' } as const;
  return { what: 'fax', plan: { ...plan, pages: 1, document } };
}

function colleaguesTalk({ chance }: World): Happening {
  const pairs: readonly (readonly [StaffKey, StaffKey])[] = [
    ['grace', 'margaret'],
    ['callum', 'priya'],
    ['thomas', 'margaret'],
    ['daniel', 'callum'],
  ];
  const [caller, called] = chance.pick(pairs);
  return {
    what: 'call',
    plan: {
      direction: 'internal',
      user: extensionOf(caller),
      withUser: extensionOf(called),
      talkSeconds: chance.between(20, 200),
    },
  };
}

function strangerCalls(world: World): Happening {
  const { chance } = world;
  const [name, number] = world.stranger();
  const missed = chance.next() < 0.25;
  return {
    what: 'call',
    plan: {
      direction: 'inbound',
      user: extensionOf('grace'),
      through: queue,
      far: name === '' ? { number } : { number, name },
      outcome: missed ? 'missed' : 'answered',
      talkSeconds: chance.between(40, 380),
      recorded: true,
      sound: sound(world),
    },
  };
}

function sharedLineCalls(world: World): Happening {
  const line = world.chance.pick(sharedLines);
  const user = extensionOf(line.staff);
  return {
    what: 'call',
    plan: { direction: 'inbound', user, far: far(line), talkSeconds: talkOf(world) },
  };
}

function clientWithSeveralMattersCalls(world: World): Happening {
  const user = extensionOf(world.chance.pick(['thomas', 'margaret'] as const));
  return {
    what: 'call',
    plan: {
      direction: 'inbound',
      user,
      far: far(several),
      talkSeconds: talkOf(world),
      recorded: true,
      sound: sound(world),
    },
  };
}

function withheldNumberCalls({ chance }: World): Happening {
  const plan = { direction: 'inbound', user: extensionOf('grace'), through: queue, far: null } as const;
  return { what: 'call', plan: { ...plan, talkSeconds: chance.between(30, 200) } };
}

function nuisanceCalls({ chance }: World): Happening {
  const plan = { direction: 'inbound', user: extensionOf('grace'), through: queue } as const;
  return {
    what: 'call',
    plan: { ...plan, far: { number: nuisance, name: 'PRIZE LINE' }, talkSeconds: chance.between(5, 15) },
  };
}

function formerClientCalls(world: World): Happening {
  const caller = world.chance.pick(formerClients);
  const user = extensionOf(caller.staff);
  return {
    what: 'call',
    plan: { direction: 'inbound', user, far: far(caller), talkSeconds: talkOf(world) },
  };
}

/** Somebody takes a call when the office is closed, and tells at its end. */
function answeringServiceTakesCall({ chance, clients }: World): Happening {
  const client = chance.pick(clients);
  const talkSeconds = chance.between(40, 160);
  return {
    what: 'webhook',
    event: (id, at) => ({
      id,
      type: 'call.updated',
      occurredAt: at.toISOString(),
      call: {
        callId: `service-${id}`,
        direction: 'inbound',
        from: { number: client.number, name: client.name },
        to: mainNumber,
        staff: staffOf('grace'),
        startedAt: new Date(at.getTime() - (talkSeconds + 6) * 1000).toISOString(),
        answeredAt: new Date(at.getTime() - talkSeconds * 1000).toISOString(),
        endedAt: at.toISOString(),
        talkSeconds,
      },
    }),
  };
}

function staffOf(key: StaffKey): { extension: string } {
  return { extension: String(101 + extensionOf(key) - extensionOf('margaret')) };
}

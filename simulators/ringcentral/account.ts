/** What the simulated account holds. Everything is made up; numbers are from the ranges kept for fiction. */

export interface Extension {
  id: number;
  extensionNumber: string;
  name: string;
  type: 'User' | 'Department' | 'IvrMenu';
  status: 'Enabled' | 'Disabled';
  email?: string;
  number?: string;
}

export interface Attachment {
  id: number;
  type: 'Text' | 'MmsAttachment' | 'RenderedDocument' | 'AudioRecording' | 'AudioTranscription';
  contentType: string;
  content: Buffer;
  vmDuration?: number;
}

export interface End {
  phoneNumber?: string;
  extensionNumber?: string;
  extensionId?: string;
  name?: string;
  deviceId?: string;
}

export interface StoredMessage {
  id: number;
  extensionId: number;
  type: 'SMS' | 'Fax' | 'VoiceMail';
  direction: 'Inbound' | 'Outbound';
  from: End;
  to: End[];
  subject?: string;
  messageStatus: string;
  creationTime: string;
  lastModifiedTime: string;
  /** Beyond 2^53, as the vendor's are. */
  conversationId: bigint;
  faxPageCount?: number;
  vmTranscriptionStatus?: string;
  attachments: Attachment[];
  /** Grows with each change in the account; what the sync tokens count. */
  version: number;
}

export interface LogLeg {
  startTime: string;
  duration: number;
  legType: string;
  result: string;
  direction: 'Inbound' | 'Outbound';
  from: End;
  to: End;
  extensionId: number;
  master?: boolean;
}

export interface LogRecord {
  id: string;
  sessionId: string;
  telephonySessionId: string;
  startTime: string;
  duration: number;
  direction: 'Inbound' | 'Outbound';
  result: string;
  from: End;
  to: End;
  extensionId?: number;
  recordingId?: string;
  message?: { id: string; type: 'VoiceMail' };
  legs: LogLeg[];
  lastModifiedTime: string;
  version: number;
}

export interface Account {
  accountId: number;
  mainNumber: string;
  extensions: Extension[];
  messages: StoredMessage[];
  log: LogRecord[];
  recordings: Map<string, { seconds: number; content: Buffer }>;
  /** A number that was never given before; ids and versions. */
  next(): number;
}

export const defaultExtensions: readonly Extension[] = [
  {
    id: 900100777,
    extensionNumber: '101',
    name: 'Ada Solicitor',
    type: 'User',
    status: 'Enabled',
    email: 'ada@example.com',
    number: '+14155550101',
  },
  {
    id: 900100778,
    extensionNumber: '102',
    name: 'Ben Barrister',
    type: 'User',
    status: 'Enabled',
    email: 'ben@example.com',
    number: '+14155550102',
  },
  { id: 900100600, extensionNumber: '8', name: 'Reception queue', type: 'Department', status: 'Enabled' },
  { id: 900100500, extensionNumber: '9', name: 'Main menu', type: 'IvrMenu', status: 'Enabled' },
];

export function createAccount(
  extensions: readonly Extension[],
  { mainNumber = '+14155550100', firstNumber = 1_000_001 } = {},
): Account {
  let last = firstNumber - 1;
  return {
    accountId: 900100200,
    mainNumber,
    extensions: extensions.map((extension) => ({ ...extension })),
    messages: [],
    log: [],
    recordings: new Map(),
    next() {
      last += 1;
      return last;
    },
  };
}

export function getExtension(account: Account, id: number): Extension {
  const found = account.extensions.find((extension) => extension.id === id);
  if (found === undefined) throw new Error(`The simulated account has no extension ${id}`);
  return found;
}

/** The address of an extension's own end of a call or message. */
export function ownEnd(account: Account, extension: Extension): End {
  return { phoneNumber: extension.number ?? account.mainNumber, name: extension.name };
}

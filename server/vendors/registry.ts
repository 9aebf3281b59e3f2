import { csv } from './csv/index.ts';
import { dialpad } from './dialpad/index.ts';
import { generic } from './generic/index.ts';
import type { PhoneSystem } from './ports.ts';
import { ringcentral } from './ringcentral/index.ts';
import { twilio } from './twilio/index.ts';

/** Every phone system that the product speaks with, by the `kind` of its sources. */
export const phoneSystems: Readonly<Record<string, PhoneSystem>> = {
  ringcentral,
  dialpad,
  twilio,
  generic,
  csv,
};

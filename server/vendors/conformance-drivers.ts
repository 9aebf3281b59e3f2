/** Every practice system with its simulator: one line each, as in the registry. */
import { clioDriver } from '../../simulators/clio/conformance-driver.ts';
import { lawmaticsDriver } from '../../simulators/lawmatics/conformance-driver.ts';
import type { ConformanceDriver } from '../../simulators/practice/conformance-driver.ts';
import { smokeballDriver } from '../../simulators/smokeball/conformance-driver.ts';
import { zohoDriver } from '../../simulators/zoho/conformance-driver.ts';

export const drivers: readonly ConformanceDriver[] = [
  smokeballDriver,
  clioDriver,
  lawmaticsDriver,
  zohoDriver,
];

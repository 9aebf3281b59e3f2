import type { Context } from '../../context.ts';
import { findFirm } from '../../features/firms/index.ts';

export async function firmExists({ platform }: Context, firmId: string): Promise<boolean> {
  return (await platform.database.firm(firmId).read((tx) => findFirm(tx, firmId))) !== null;
}

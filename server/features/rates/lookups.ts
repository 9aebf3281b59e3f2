/** Which tax and register a nation has. Pure. */
import type { TaxName } from './book.ts';

export type Nation = 'England' | 'Wales' | 'Scotland' | 'Northern Ireland' | 'New South Wales';

const taxes: Readonly<Record<Nation, TaxName>> = {
  England: 'SDLT',
  'Northern Ireland': 'SDLT',
  Scotland: 'LBTT',
  Wales: 'LTT',
  'New South Wales': 'NSW',
};

export function taxOf(nation: Nation): TaxName {
  return taxes[nation];
}

/** The land register whose fees are known; null: its fees are not in any book. */
export function registerOf(nation: Nation): 'HMLR' | 'ROS' | null {
  if (nation === 'England' || nation === 'Wales') return 'HMLR';
  return nation === 'Scotland' ? 'ROS' : null;
}

/** The firm's colours over the portal's own, and whose portal this address is. */
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { inkOn, shadeOn } from './ink.ts';

export type Look = NonNullable<Answer<'GET /api/v1/portal/look'>['look']>;

/** The darkest ground by day, and the lightest by night, on which the portal writes in its accent. */
const grounds = { day: '#e2efec', night: '#15312f' } as const;

/** Buttons and links in the firm's colour, or in the nearest shade of it that can be read; portal.css wears them. */
export function wearColours({ accent }: Pick<Look, 'accent'>): void {
  const { style, classList } = document.documentElement;
  for (const [when, ground] of Object.entries(grounds)) {
    const shade = shadeOn(ground, accent);
    style.setProperty(`--firm-${when}`, shade);
    style.setProperty(`--firm-${when}-ink`, inkOn(shade));
  }
  classList.add('p-firm');
}

let asked: Promise<Look | null> | null = null;

/** Null: an address that several firms share, or nobody answered. */
export function useAddressLook(): Look | null {
  const [look, setLook] = useState<Look | null>(null);
  useEffect(() => {
    asked ??= api('GET /api/v1/portal/look').then(
      (answer) => answer.look,
      () => null,
    );
    void asked.then((found) => {
      setLook(found);
      if (found) wearColours(found);
    });
  }, []);
  return look;
}

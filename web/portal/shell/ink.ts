/** Black or white, whichever reads better on a colour (WCAG's relative luminance). */
export function inkOn(colour: string): '#000000' | '#ffffff' {
  const light = luminance(colour);
  return (light + 0.05) / 0.05 > 1.05 / (light + 0.05) ? '#000000' : '#ffffff';
}

export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** WCAG 2.2 AA for text. */
const enough = 4.5;

/** The colour itself where it can be read on this ground; else the nearest shade that can. */
export function shadeOn(ground: string, colour: string): string {
  const towards = luminance(ground) > 0.5 ? 0 : 255;
  let shade = colour.toLowerCase();
  for (let step = 1; contrast(shade, ground) < enough && step <= 100; step += 1)
    shade = `#${[1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
      .map((part) =>
        Math.round(part + ((towards - part) * step) / 100)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
  return shade;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

import { expect, test } from 'vitest';
import { linesOf } from './list-lines.ts';

function written(items: readonly string[], grouped: boolean): string[] {
  const lines = linesOf(items, grouped ? (item) => item.slice(0, 1) : undefined);
  return lines.map((line) => (line.kind === 'heading' ? `[${line.text}]` : `${line.position} ${line.item}`));
}

test.each([
  ['nothing', [], true, []],
  ['no groups', ['a1', 'b1'], false, ['1 a1', '2 b1']],
  ['a heading before each group', ['a1', 'a2', 'b1'], true, ['[a]', '1 a1', '2 a2', '[b]', '3 b1']],
])('%s', (_name, items, grouped, lines) => {
  expect(written(items, grouped)).toEqual(lines);
});

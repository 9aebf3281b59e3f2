import { expect, test } from 'vitest';
import { htmlOf } from './mail-html.ts';

const look = { name: 'Hartley & <Reid>', accent: '#7a1f5c' };

test('the firm’s name and colour, and nothing of the words is read as HTML', () => {
  const html = htmlOf(
    'Dear <b>Jane</b>,\n\nread it here:\nhttps://portal.example.com/portal/c/1?a=1&b=2.',
    look,
  );
  expect(html).toContain('background:#7a1f5c;color:#ffffff');
  expect(html).toContain('Hartley &amp; &lt;Reid&gt;');
  expect(html).toContain('Dear &lt;b&gt;Jane&lt;/b&gt;,');
  expect(html).toContain('<a href="https://portal.example.com/portal/c/1?a=1&amp;b=2">');
  expect(html).not.toMatch(/<script|<img|javascript:/i);
});

test.each(['javascript:alert(1)', 'data:text/html,x'])('%s is no link', (text) => {
  expect(htmlOf(text, look)).not.toContain('<a ');
});

/** The browser's tab, its history and screen readers name the screen by its heading. As a ref, it follows each change of it. */
export function nameTab(heading: HTMLElement | null): void {
  if (heading) document.title = `${heading.textContent} · Matterline`;
}

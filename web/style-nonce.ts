/** The page's nonce for style elements, filled in by the server (`<meta property="csp-nonce">`, see vite.config.ts). */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

// The scroll lock behind Mantine's dialogs adds its own style element and looks for its nonce under this name.
Reflect.set(globalThis, '__webpack_nonce__', styleNonce());

/** Whether only this very computer understands the address: `localhost`, 127.x.x.x, `[::1]`. */
export function isOwnComputer(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
  );
}

const largeBytes = 16 * 1024;

/**
 * Gives the memory of a large buffer back at once, when nobody needs it any more. Left to the collector, which looks when 64 MB
 * and more have gathered, a long upload or reading holds that much for nothing. Whoever touches it afterwards gets an error,
 * or finds it empty.
 */
export function release(buffer: Uint8Array): void {
  const { buffer: memory, byteLength } = buffer;
  // Small ones are pieces of a pool that others use, or not worth it.
  const isAlone = memory instanceof ArrayBuffer && memory.byteLength === byteLength;
  if (isAlone && byteLength >= largeBytes) memory.transfer(0);
}

/** What the firm does with files that nobody could look inside. */
export const strings = {
  title: 'Files and scanning',
  subtitle: 'What happens to files that could not be scanned for malware',
  scanner: 'Scanner',
  scannerAbout:
    'Every file that comes or goes is scanned when a scanner is set up. Malware is never handed out.',
  scannerThere: 'At work: {{version}}',
  scannerMissing: 'No scanner is set up, or it does not answer. Files are marked “Not scanned”.',
  policy: 'When there is no verdict',
  policyAbout:
    'For files that are too large for the scanner, encrypted, or packed too deep; and for those that were not scanned.',
  whenUnscannable: 'A file that could not be scanned whole',
  whenUnscanned: 'A file that was not scanned',
  choice_warn: 'Hand it out with a warning, without preview',
  choice_owner: 'Hold it until an owner releases it',
  choice_block: 'Never hand it out',
  saved: 'Saved',
  held: 'Waiting for an owner',
  heldAbout:
    'Files that are to be sent, and wait until an owner lets them go. Files of shares and requests are released where they stand.',
  noHeld: 'Nothing waits',
  noHeldAbout: 'Files that have to be released before they are sent stand here.',
  fromOutside: 'from outside the firm',
  release: 'Release…',
  releaseNamed: 'Release {{name}}',
};

/** Numbers that are reserved for examples: whose phone rings, and who calls. */
const numbersOf = {
  GB: { from: '+442079460001', to: '+442079460002' },
  US: { from: '+12025550101', to: '+12025550102' },
  AU: { from: '+61491570006', to: '+61491570156' },
} as const;

export interface ExampleCall {
  hookUrl: string;
  secret: string;
  country: keyof typeof numbersOf;
  /** When the call ended; it began 4 min 13 s before. */
  endedAt: Date;
  /** What the ids of the event and the call end with. */
  name: string;
}

/** A whole signed request for a terminal; the one in docs/generic-source.md, with this source's address and secret. */
export function signedExample({ hookUrl, secret, country, endedAt, name }: ExampleCall): string {
  const { from, to } = numbersOf[country];
  const before = (seconds: number) =>
    new Date(endedAt.getTime() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const id = `evt-${name}`;
  const body = {
    id,
    type: 'call.updated',
    occurredAt: before(0),
    call: {
      callId: `call-${name}`,
      direction: 'inbound',
      from: { number: from, name: 'Pat Example' },
      to,
      staff: { extension: '101' },
      startedAt: before(253),
      answeredAt: before(247),
      endedAt: before(0),
      talkSeconds: 240,
    },
  };
  return `HOOK_URL='${hookUrl}'
SECRET='${secret}'
BODY='${JSON.stringify(body)}'

ID='${id}'
TIMESTAMP=$(date +%s)
KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
SIGNATURE=$(printf %s "$ID.$TIMESTAMP.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)

curl -i "$HOOK_URL" \\
  -H 'content-type: application/json' \\
  -H "webhook-id: $ID" -H "webhook-timestamp: $TIMESTAMP" -H "webhook-signature: v1,$SIGNATURE" \\
  --data-binary "$BODY"
`;
}

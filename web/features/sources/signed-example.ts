/** A whole signed request for a terminal; the one in docs/generic-source.md, with this source's address and secret. */
export function signedExample(source: { hookUrl: string; secret: string }): string {
  return `HOOK_URL='${source.hookUrl}'
SECRET='${source.secret}'
BODY='{"id":"evt-1","type":"call.updated","occurredAt":"2026-03-02T01:04:13Z","call":{"callId":"call-1","direction":"inbound","from":{"number":"+442079460001","name":"Pat Example"},"to":"+442079460002","staff":{"extension":"101"},"startedAt":"2026-03-02T01:00:00Z","answeredAt":"2026-03-02T01:00:06Z","endedAt":"2026-03-02T01:04:13Z","talkSeconds":240}}'

ID='evt-1'
TIMESTAMP=$(date +%s)
KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
SIGNATURE=$(printf %s "$ID.$TIMESTAMP.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)

curl -i "$HOOK_URL" \\
  -H 'content-type: application/json' \\
  -H "webhook-id: $ID" -H "webhook-timestamp: $TIMESTAMP" -H "webhook-signature: v1,$SIGNATURE" \\
  --data-binary "$BODY"
`;
}

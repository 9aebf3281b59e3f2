import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { say } from '../../words.ts';

/** The codes for a lost phone, shown this once; printing prints them alone. */
export function RecoveryCodes({
  codes,
  onKept,
}: {
  codes: readonly string[];
  onKept: () => void;
}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => place.current?.focus(), []);
  return (
    <div className="p-codes" ref={place} tabIndex={-1}>
      <h3 className="p-codes__title">{say('keepCodes')}</h3>
      <p>{say('keepCodesAbout')}</p>
      <ul className="p-codes__list">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="p-actions">
        <Button look="plain" onClick={() => window.print()}>
          {say('print')}
        </Button>
        <Button
          look="plain"
          onClick={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))}
        >
          {say(copied ? 'copied' : 'copy')}
        </Button>
        <Button onClick={onKept}>{say('kept')}</Button>
      </div>
    </div>
  );
}

import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import './ladder-chart.css';
import { type Fault, faultsOf, height, joined, reach, roomFor, type Step, spanOf } from './ladder.ts';
import type { Content, Ladder, Side } from './queries.ts';
import { useWords, type Words } from './use-words.ts';

/*
 * Plain SVG: steps, slopes, hatched ranges and red holes are a page of rectangles and lines. A chart library (Recharts is
 * 109 KB gzipped) draws none of them without own shapes, and would weigh more than the whole screen.
 */

/** The legal fee along the price, one drawing for each side that has one. */
export function Ladders(props: {
  content: Content;
  ladders: readonly Ladder[];
  /** Those of the line that is open come first. */
  first?: readonly Side[];
}): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { content, first = [] } = props;
  const ladders = props.ladders.toSorted(
    (a, b) => Number(first.includes(b.side)) - Number(first.includes(a.side)),
  );
  if (ladders.length === 0) return <p className="quiet">{t('noLadder')}</p>;
  return (
    <div className="ladders">
      {ladders.map(({ side, steps }) => (
        <LadderChart key={side} side={side} steps={joined(steps)} faults={faultsOf(content, side)} />
      ))}
    </div>
  );
}

const tall = 168;
const floor = 140;
/** About the width of a character of the labels. */
const letter = 6.6;

function LadderChart(props: { side: Side; steps: readonly Step[]; faults: readonly Fault[] }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const words = useWords();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const id = useId();
  const { side, steps, faults } = props;
  const title = titleOf(props, words, t);
  const said = steps.map((step) => stepWords(step, words, t)).join('; ');
  const [toX, toY] = [reach(steps, faults), height(steps)];
  const x = (pounds: number) => Math.min(pounds / toX, 1) * width;
  const y = (pence: number) => floor - (pence / toY) * floor;
  const space = { x, y, width, words };
  // One price for everything: the title has said it.
  const level = steps.length === 1 && faults.length === 0 && steps[0]?.lowPence === steps[0]?.highPence;
  return (
    <figure className="ladder">
      <figcaption className="ladder__title" data-bad={faults.length > 0 || undefined}>
        <strong>{t(`side_${side}`)}:</strong> {title}
      </figcaption>
      <div ref={ref} className="ladder__frame" hidden={level}>
        {width > 0 && !level && (
          <svg width={width} height={tall} role="img" aria-label={`${t(`side_${side}`)}: ${said}`}>
            <Patterns id={id} />
            {steps.map((step) => (
              <StepShape key={step.from} step={step} space={space} pattern={`url(#${id}-ask)`} />
            ))}
            <line x1={0} x2={width} y1={floor} y2={floor} className="ladder__ground" />
            {faults.map((fault) => (
              <FaultShape
                key={`${fault.kind} ${fault.from}`}
                fault={fault}
                space={space}
                pattern={`url(#${id}-bad)`}
              />
            ))}
            <Labels steps={steps} space={space} ask={[t('onApplication'), t('poa')]} />
            <Edges steps={steps} space={space} />
          </svg>
        )}
      </div>
    </figure>
  );
}

type Space = { x: (pounds: number) => number; y: (pence: number) => number; width: number; words: Words };
type Say = ReturnType<typeof useTranslation<'fee-scales'>>['t'];

/** One message: what is wrong, else what it comes to. */
function titleOf(
  { steps, faults }: { steps: readonly Step[]; faults: readonly Fault[] },
  words: Words,
  t: Say,
): string {
  const [fault] = faults;
  if (fault) return t(`ladder_${fault.kind}`, { band: words.band(fault) });
  const span = spanOf(steps);
  if (!span) return t('onApplication');
  const price =
    span.least === span.most
      ? words.pence(span.least)
      : t('band', { from: words.pence(span.least), to: words.pence(span.most) });
  return span.onApplicationFrom === null
    ? price
    : t('ladderAsk', { price, above: words.pounds(span.onApplicationFrom - 1) });
}

function stepWords(step: Step, words: Words, t: Say): string {
  if (step.lowPence === null || step.highPence === null) return `${words.band(step)}: ${t('onApplication')}`;
  const [low, high] = [words.pence(step.lowPence), words.pence(step.highPence)];
  return `${words.band(step)}: ${low === high ? low : t('band', { from: low, to: high })}`;
}

/** Hatching tells what has no price from what is wrong also without colours: one leans left, one right. */
function Patterns({ id }: { id: string }): ReactNode {
  const lines = (name: string, angle: number) => (
    <pattern
      id={`${id}-${name}`}
      className={`ladder__hatch ladder__hatch--${name}`}
      width="7"
      height="7"
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${angle})`}
    >
      <line x1="0" x2="0" y1="0" y2="7" />
    </pattern>
  );
  return (
    <defs>
      {lines('ask', 45)}
      {lines('bad', -45)}
    </defs>
  );
}

function StepShape({ step, space, pattern }: { step: Step; space: Space; pattern: string }): ReactNode {
  const { x, y, width, words } = space;
  // Of a step from 100,001 the edge is 100,000: else there would be a hair between two steps.
  const left = x(step.from <= 1 ? 0 : step.from - 1);
  const right = step.to === null ? width : x(step.to);
  if (step.lowPence === null || step.highPence === null)
    return <rect x={left} y={0} width={Math.max(right - left, 0)} height={floor} fill={pattern} />;
  const [low, high] = [y(step.lowPence), y(step.highPence)];
  return (
    <g>
      <title>{`${words.band(step)}: ${words.pence(step.lowPence)}`}</title>
      <polygon
        className="ladder__area"
        points={`${left},${floor} ${left},${low} ${right},${high} ${right},${floor}`}
      />
      <line x1={left} x2={right} y1={low} y2={high} className="ladder__step" />
    </g>
  );
}

/** Red where a price has no fee or two; never thinner than one can see. */
function FaultShape({ fault, space, pattern }: { fault: Fault; space: Space; pattern: string }): ReactNode {
  const { x, width } = space;
  const left = Math.min(x(fault.from), width - 4);
  const right = fault.to === null ? width : x(fault.to);
  const wide = Math.max(right - left, 4);
  return (
    <g className="ladder__fault">
      <rect x={left} y={0} width={wide} height={floor} className="ladder__fault-ground" />
      <rect x={left} y={0} width={wide} height={floor} fill={pattern} />
    </g>
  );
}

/** What each step costs, right on it, where there is room. */
function Labels({
  steps,
  space,
  ask,
}: {
  steps: readonly Step[];
  space: Space;
  ask: readonly [long: string, short: string];
}): ReactNode {
  const { x, y, width, words } = space;
  // Where a slope meets a level of the same price, the level says it.
  const told = steps.filter(
    (step, at) => step.lowPence === step.highPence || step.highPence !== steps[at + 1]?.lowPence,
  );
  const labels = told.map((step) => {
    const left = x(step.from);
    const right = step.to === null ? width : x(step.to);
    const known = step.highPence ?? step.lowPence;
    const text = known === null ? ask[ask[0].length * letter < right - left ? 0 : 1] : words.pence(known);
    const top = known === null ? floor / 2 : y(Math.max(step.lowPence ?? 0, known)) - 6;
    const half = (text.length * letter) / 2;
    // A slope is read at its end.
    const middle = step.lowPence === step.highPence ? (left + right) / 2 : right - half;
    const at = Math.min(Math.max(middle, half), width - half);
    return { key: step.from, text, top, at, width: half * 2, known };
  });
  return roomFor(labels).map(({ key, text, top, at, known }) => (
    <text
      key={key}
      x={at}
      y={top}
      textAnchor="middle"
      className={known === null ? 'ladder__ask' : 'ladder__price'}
    >
      {text}
    </text>
  ));
}

/** The prices at which it changes. */
function Edges({ steps, space }: { steps: readonly Step[]; space: Space }): ReactNode {
  const { x, width, words } = space;
  const edges = steps
    .filter(({ from }) => from > 1)
    .map(({ from }) => {
      const text = words.pounds(from - 1);
      const half = (text.length * letter) / 2;
      return { key: from, text, mark: x(from - 1), at: Math.min(x(from - 1), width - half), width: half * 2 };
    });
  return (
    <>
      <text x={0} y={floor + 18} className="ladder__edge">
        {words.pounds(0)}
      </text>
      {roomFor([{ key: 0, text: '', mark: 0, at: 8, width: 22 }, ...edges])
        .slice(1)
        .map(({ key, text, mark, at }) => (
          <g key={key}>
            <line x1={mark} x2={mark} y1={floor} y2={floor + 4} className="ladder__ground" />
            <text x={at} y={floor + 18} textAnchor="middle" className="ladder__edge">
              {text}
            </text>
          </g>
        ))}
    </>
  );
}

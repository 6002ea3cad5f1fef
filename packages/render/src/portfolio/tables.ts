/** The metrics of a portfolio as Markdown tables. Every number stands beside how many it was made of. */
import type { Distribution, Ratio } from '@orchestrator/core';
import { table } from '../markdown.ts';
import { duration } from '../duration.ts';
import type { ShownPortfolio } from './portfolio.ts';

/** Neutralised: no markup, no link, no mention. */
export const markdownText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~@&$]/g, (letter) => `&#${letter.codePointAt(0) ?? 0};`);

/** Headings and tables, in the order of the definitions. */
export function metricTables(portfolio: ShownPortfolio): readonly string[] {
  const { metrics, filter, mode } = portfolio;
  const { since, until } = filter;
  const window =
    since === undefined && until === undefined
      ? 'Everything until then counts.'
      : `From ${since ?? 'the beginning'} until ${until ?? 'then'}; items: ${mode.items}, what was finished: ${mode.finished}.`;
  return [
    ...section(
      'Flow',
      `${window} Percentiles by nearest rank; n below 10 is few.`,
      flowTable(metrics),
    ),
    ...section('Where the lead time went', '', timelineTable(metrics)),
    ...section(
      'Steps',
      'From ready to done, the sum of the visits of each item.',
      stepTable(metrics),
    ),
    ...section('Gates, rework, retries', '', ratioTable(metrics)),
    ...section('Blockers', '', blockerTable(metrics)),
    ...section(
      `By ${metrics.series.size}`,
      metrics.series.omitted > 0 ? `${metrics.series.omitted} earlier periods are left out.` : '',
      seriesTable(metrics),
    ),
    ...section('Data quality', '', qualityTable(portfolio)),
  ];
}

const section = (title: string, note: string, shown: string): readonly string[] => [
  ...[`## ${title}`, ''],
  ...(note === '' ? [] : [note, '']),
  ...[shown, ''],
];

type Metrics = ShownPortfolio['metrics'];

const time = (ms: number | undefined): string => (ms === undefined ? '–' : duration(ms));
const counted = ({ n, few }: Distribution): string => `${n}${few === true ? ' (few)' : ''}`;
const times = (sample: Distribution): readonly string[] => [
  ...[time(sample.p50), time(sample.p85), time(sample.p95), time(sample.mean), counted(sample)],
];
const share = ({ part, of, ratio }: Ratio): readonly string[] => [
  ratio === undefined ? '–' : `${(ratio * 100).toFixed(1)} %`,
  `${part} of ${of}`,
];

const flowTable = (metrics: Metrics): string =>
  table(
    ['', 'p50', 'p85', 'p95', 'mean', 'n'],
    [
      ['lead time', ...times(metrics.leadTimeMs)],
      ['cycle time', ...times(metrics.cycleTimeMs)],
      ['age of work in progress', ...times(metrics.ageMs)],
      ['age of what has not begun', ...times(metrics.intakeAgeMs)],
      ['impeded, of items that were', ...times(metrics.blockers.impededPerItemMs)],
      ['first claim to integration', ...times(metrics.baseline.changeLeadTimeMs)],
      ['revert to next integration', ...times(metrics.baseline.recoveryMs)],
    ],
  );

function timelineTable({ timeline, flowEfficiency }: Metrics): string {
  const parts = partNames.map(([name, text]) => [text, time(timeline[name])]);
  const [percent = '', of = ''] = share(flowEfficiency);
  return table(
    ['', 'time'],
    [...parts, ['flow efficiency (work ÷ cycle time)', `${percent}, ${of} ms`]],
  );
}

const partNames = [
  ['workMs', 'work'],
  ['stalledMs', 'stalled by a blocker'],
  ['gateMs', 'waiting for a decision'],
  ['queueMs', 'ready, and nobody had begun'],
  ['retryGapMs', 'between two attempts'],
  ['intakeMs', 'intake'],
  ['handoffMs', 'accepted, and nobody had begun'],
  ['closedMs', 'between being done and being reopened'],
] as const;

const stepTable = ({ steps }: Metrics): string =>
  table(
    [
      ...['workflow', 'step', 'p50', 'p85', 'p95', 'mean', 'n', 'visits', 'open', 'lost'],
      ...['queue', 'work', 'blocked', 'join wait p50', 'unsuccessful attempts'],
    ],
    steps.map((step) => [
      ...[step.workflow, step.step, ...times(step.cycleTimeMs)],
      ...[String(step.visits), String(step.open), time(step.lostMs)],
      ...[time(step.parts.queueMs), time(step.parts.workMs), time(step.parts.blockedMs)],
      ...[time(step.joinWaitMs.p50), share(step.retries).join(', ')],
    ]),
  );

const ratioTable = ({ rework, retries, gates, baseline, left, restated }: Metrics): string =>
  table(
    ['', 'share', 'of'],
    [
      ['rework rate: delivered items that went back', ...share(rework.rate)],
      ['effort in rework, ms', ...share(rework.effort)],
      ...rework.reasons.map(({ reason, times: n }) => [
        `reason: ${markdownText(reason)}`,
        '',
        `${n} times`,
      ]),
      ['retry rate: attempts without success', ...share(retries)],
      ...gates.map(({ gate, firstPass }) => [`first-pass yield of ${gate}`, ...share(firstPass)]),
      ['integrations that were reverted', ...share(baseline.changeFailure)],
      ['left without delivery', '', `${left.merged} merged, ${left.closed} closed`],
      ['deliveries undone since', '', String(restated)],
    ],
  );

const blockerTable = ({ blockers }: Metrics): string =>
  table(
    ['', 'declared', 'open', 'resolution p50', 'p85', 'n'],
    [
      ...blockers.byClass.map((it) => ({ ...it, name: `kind: ${it.name}` })),
      ...blockers.byOwner.map((it) => ({ ...it, name: `with: ${markdownText(it.name)}` })),
    ].map(({ name, declared, open, resolutionMs }) => [
      ...[name, String(declared), String(open)],
      ...[time(resolutionMs.p50), time(resolutionMs.p85), counted(resolutionMs)],
    ]),
  );

const seriesTable = ({ series }: Metrics): string =>
  table(
    ['from', 'delivered', 'left', 'begun', 'ended', 'mean WIP', 'WIP', 'registered in all'],
    series.buckets.map((it) => [
      ...[it.from.slice(0, 10), String(it.delivered), String(it.left)],
      ...[String(it.arrivals), String(it.departures), it.meanWip.toFixed(2)],
      ...[String(it.wip), String(it.registered)],
    ]),
  );

const qualityTable = ({ quality, drillDown }: ShownPortfolio): string =>
  table(
    ['', 'count'],
    [
      ['records whose clock was behind', String(quality.clamped)],
      ['records read as corrected', String(quality.corrected)],
      ['items with damaged histories, in no number', String(quality.incomplete.length)],
      ['delivered items without a claim', String(quality.neverClaimed)],
      ['items that left with a blocker open', String(quality.openAtExit.length)],
      ['records in all', String(drillDown.records)],
    ],
  );

/** What people read: Markdown for comments and summaries. */
export { commentBudget, summaryBudget, type Budget } from './budget.ts';
export { impactComment, type ImpactOptions } from './impact-comment.ts';
export type { ImpactModel } from './impact-model.ts';
export { jobSummary, type Cycle, type SummaryOptions } from './job-summary.ts';
export { statusModel } from './make-status-model.ts';
export { code, cutAtLine, short, span, table } from './markdown.ts';
export { packetPrompt, type PromptOptions } from './packet-prompt.ts';
export { readMarker, withMarker, type Comment, type Marker } from './marker.ts';
export { statusComment, type StatusOptions } from './status-comment.ts';
export type * from './status-model.ts';
export { portfolioAs, portfolioFormats } from './portfolio/formats.ts';

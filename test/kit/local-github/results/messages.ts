/** The requests of the artifact service, with the names of its protocol buffers; anything else in them is refused. */
import { checkOf, type Check } from '../check.ts';

const text = { type: 'string', minLength: 1 };
/** Protocol buffers write 64 bits as text, and a wrapped value as the value itself. */
const wholeNumber = { type: 'string', pattern: '^\\d+$' };

const ids = { workflow_run_backend_id: text, workflow_job_run_backend_id: text };

function message(fields: object, optional: object): Check {
  const properties = { ...ids, ...fields };
  return checkOf({
    type: 'object',
    properties: { ...properties, ...optional },
    required: Object.keys(properties),
    additionalProperties: false,
  });
}

export const checkMessage: ReadonlyMap<string, Check> = new Map([
  [
    'CreateArtifact',
    message({ name: text, version: { enum: [4, 5, 6, 7] } }, { expires_at: text, mime_type: text }),
  ],
  ['FinalizeArtifact', message({ name: text, size: wholeNumber }, { hash: text })],
  ['ListArtifacts', message({}, { name_filter: text, id_filter: wholeNumber })],
  ['GetSignedArtifactURL', message({ name: text }, {})],
  ['DeleteArtifact', message({ name: text }, {})],
]);

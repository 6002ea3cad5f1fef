const repository = '/repos/{owner}/{repo}';

/** The operations that the local GitHub serves, as GitHub's OpenAPI description spells them. */
export const operationsServed: readonly string[] = [
  'GET /rate_limit',
  'GET /user',
  `GET ${repository}`,
  `POST ${repository}/dispatches`,
  `GET ${repository}/collaborators/{username}/permission`,

  `GET ${repository}/actions/artifacts`,
  `GET ${repository}/actions/artifacts/{artifact_id}`,
  `DELETE ${repository}/actions/artifacts/{artifact_id}`,
  `GET ${repository}/actions/artifacts/{artifact_id}/{archive_format}`,
  `GET ${repository}/actions/jobs/{job_id}`,
  `GET ${repository}/actions/runs`,
  `GET ${repository}/actions/runs/{run_id}`,
  `GET ${repository}/actions/runs/{run_id}/artifacts`,
  `GET ${repository}/actions/runs/{run_id}/attempts/{attempt_number}`,
  `GET ${repository}/actions/runs/{run_id}/attempts/{attempt_number}/jobs`,
  `GET ${repository}/actions/runs/{run_id}/jobs`,
  `POST ${repository}/actions/runs/{run_id}/rerun`,
  `POST ${repository}/actions/runs/{run_id}/rerun-failed-jobs`,
  `POST ${repository}/actions/workflows/{workflow_id}/dispatches`,
  `GET ${repository}/actions/workflows/{workflow_id}/runs`,

  `GET ${repository}/contents/{path}`,
  `GET ${repository}/git/blobs/{file_sha}`,
  `GET ${repository}/git/commits/{commit_sha}`,
  `GET ${repository}/git/matching-refs/{ref}`,
  `GET ${repository}/git/ref/{ref}`,
  `POST ${repository}/git/refs`,
  `PATCH ${repository}/git/refs/{ref}`,
  `GET ${repository}/git/trees/{tree_sha}`,

  `GET ${repository}/issues/{issue_number}/comments`,
  `POST ${repository}/issues/{issue_number}/comments`,
  `GET ${repository}/issues/comments/{comment_id}`,
  `PATCH ${repository}/issues/comments/{comment_id}`,
  `DELETE ${repository}/issues/comments/{comment_id}`,
  `GET ${repository}/pulls/{pull_number}`,
];

/** The first plan: its commands work in any repository, until they are replaced by real ones. */

export const firstPlanFile = 'artifacts/workflows/first-plan@1.0.0.yaml';

export const firstPlan = `# A first plan: three steps and one approval. The commands work as they stand; put yours in their place.
# Once a work item is registered with it, this file is frozen: copy it, such as to my-plan@1.0.0.yaml, and change the copy.
id: first-plan
version: 1.0.0
name: First plan

steps:
  - key: build
    order: 1
    title: Build
    run: echo "Your build goes here, such as npm ci && npm run build"
    definitionOfDone: It builds without warnings

  - key: test
    order: 2
    title: Test
    run: test -f orchestrator.yml
    exitCriteria:
      - {id: policy, type: file_exists, path: orchestrator.yml}

  - key: publish
    order: 3
    title: Publish
    run: echo "Published $ORCHESTRATOR_WORK_ITEM"
    definitionOfDone: Users can install it

gates:
  # Nobody has to be asked but you. With roles: [quality] only they decide; who holds a role stands in orchestrator.yml.
  - {key: release, kind: release, before: publish, returnTo: build, preventSelfApproval: false}
`;

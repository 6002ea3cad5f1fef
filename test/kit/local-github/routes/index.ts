import { operations } from '../openapi.ts';
import type { Route, Routes } from '../reply.ts';
import { accountRoutes } from './account.ts';
import { artifactRoutes } from './artifacts.ts';
import { contentRoutes } from './contents.ts';
import { dispatchRoutes } from './dispatches.ts';
import { issueRoutes } from './issues.ts';
import { objectRoutes } from './objects.ts';
import { pullRoutes } from './pulls.ts';
import { refRoutes } from './refs.ts';
import { rerunRoutes } from './reruns.ts';
import { runRoutes } from './runs.ts';

const routes: Routes = {
  ...accountRoutes,
  ...artifactRoutes,
  ...contentRoutes,
  ...dispatchRoutes,
  ...issueRoutes,
  ...objectRoutes,
  ...pullRoutes,
  ...refRoutes,
  ...rerunRoutes,
  ...runRoutes,
};

/** What answers an operation, by its id in GitHub's description. */
export const routeOf: ReadonlyMap<string, Route> = new Map(
  operations.map(({ id }) => {
    const route = routes[id];
    if (route === undefined) throw new Error(`described, but not served: ${id}`);
    return [id, route];
  }),
);

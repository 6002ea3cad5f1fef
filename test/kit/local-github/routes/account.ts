import { rateOf } from '../rate.ts';
import { failure, json, notFound, type Routes } from '../reply.ts';
import { accountOf, publicUserShape, userShape } from '../shapes/user.ts';
import { repositoryShape } from '../shapes/repository.ts';
import type { Role } from '../facts.ts';

/** What GitHub calls `permission`: maintain counts as write, triage as read. */
const permissionOf: Readonly<Record<Role, string>> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

const flags = ['pull', 'triage', 'push', 'maintain', 'admin'] as const;
const granted: Readonly<Record<Role, number>> = {
  none: 0,
  read: 1,
  triage: 2,
  write: 3,
  maintain: 4,
  admin: 5,
};

export const accountRoutes: Routes = {
  'rate-limit/get': ({ world }) => {
    const rate = rateOf(world);
    return json(200, { resources: { core: rate, search: rate, graphql: rate }, rate });
  },

  // The token of a workflow belongs to an app, which has no user.
  'users/get-authenticated': ({ world, account }) =>
    account.type === 'Bot'
      ? failure(403, 'Resource not accessible by integration')
      : json(200, publicUserShape(world, account)),

  'repos/get': ({ world }) => json(200, repositoryShape(world)),

  'repos/get-collaborator-permission-level': ({ world, state, parameters }) => {
    const login = parameters['username'] ?? '';
    const role = state.roles.get(login.toLowerCase());
    if (role === undefined) return notFound(`${login} is not a user`);
    const permissions = flags.map((flag, n) => [flag, n < granted[role]]);
    const user = {
      ...userShape(world, accountOf(login)),
      permissions: Object.fromEntries(permissions) as object,
      role_name: role,
    };
    return json(200, { permission: permissionOf[role], role_name: role, user });
  },
};

/** What a worker and its scheduler tell each other through shared memory: one number in each cell. */
export const cell = { state: 0, budget: 1, steps: 2 } as const;
export const state = { idle: 0, go: 1, paused: 2, kill: 3, ended: 4 } as const;

/** Loaded whole at the first schema. By name from CommonJS: only a static import finds those in the bundle. */
export { Ajv } from 'ajv';
export { Ajv2020 } from 'ajv/dist/2020.js';

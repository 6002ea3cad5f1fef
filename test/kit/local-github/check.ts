import Ajv from 'ajv';
import { description } from './description.ts';

/** What is wrong with a value; nothing when it is as its schema says. */
export type Check = (value: unknown) => readonly string[];

const ajv = new Ajv({ allErrors: true, logger: false });
ajv.addSchema({ $id: 'https://api.github.com/', definitions: description.definitions });

/** A check against a JSON Schema, which may refer to GitHub's definitions. */
export function checkOf(schema: object): Check {
  const validate = ajv.compile(schema);
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map((error) => {
          return `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`;
        });
}

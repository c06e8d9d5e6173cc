import swc from '@swc/jest';
import { MUTATIONS } from './mutations.mjs';

const mutation = MUTATIONS.find(({ name }) => name === process.env.JUDGE_MUTATION);

const mutated = (source, path) =>
  mutation && path.replaceAll('\\', '/').endsWith(`/${mutation.file}`)
    ? source.replace(mutation.from, () => mutation.to)
    : source;

/** The transform of all tests, with one text replaced: no file is touched. */
export function createTransformer(options) {
  const inner = swc.createTransformer(options);
  return {
    ...inner,
    process: (source, path, ...rest) => inner.process(mutated(source, path), path, ...rest),
    processAsync: (source, path, ...rest) => inner.processAsync(mutated(source, path), path, ...rest),
    getCacheKey: (source, path, ...rest) => inner.getCacheKey(mutated(source, path), path, ...rest),
  };
}
export default { createTransformer };

import type { Container } from './kinds.ts';

/** The tag of an image, e.g. `6.0.1` of `registry:5000/podinfo:6.0.1@sha256:…`; `latest` where it has none. */
export function tagOf({ image = '' }: Pick<Container, 'image'>): string {
  const [name = ''] = image.split('@');
  return /:([^/:]+)$/.exec(name)?.[1] ?? 'latest';
}

/** What a container's environment says by a name; undefined where it says nothing there in plain text. */
export const environmentOf = ({ env = [] }: Pick<Container, 'env'>, name: string): string | undefined =>
  env.find((each) => each.name === name)?.value;

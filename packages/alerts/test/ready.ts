import type { Post } from '../src/post.ts';
import type { Delivery } from '../src/sender.ts';

/** A delivery of what is known already. */
export interface Ready extends Delivery {
  readonly post: Post;
}

/** The same; throws where it is still to be looked up. */
export function ready({ post, ...delivery }: Delivery): Ready {
  if (typeof post === 'function') {
    throw new Error('it is still to be looked up');
  }
  return { ...delivery, post };
}

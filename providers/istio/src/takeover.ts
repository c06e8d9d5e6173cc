import type { RoutedCanary } from '@flagger/api';
import { isOwned, originalKept } from '@flagger/mesh-kit';
import { isRouted, type VirtualService } from './virtual-service.ts';

/**
 * The annotation that keeps what someone else's object says, as long as it still says what they wrote; none where it
 * is kept already.
 */
export const foreignOriginal = (canary: RoutedCanary, found: VirtualService): Readonly<Record<string, string>> =>
  isOwned(canary, found.metadata) || isRouted(canary, found) ? {} : originalKept(found);

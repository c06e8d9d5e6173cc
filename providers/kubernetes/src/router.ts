import { ALL_TO_PRIMARY, type MeshRouter, type Routes, type Written } from '@flagger/api';

const NOTHING: Written = [];

/** Routes nothing: the apex service selects the pods of the primary, from initialisation on and during every run. */
export class ServicesRouter implements MeshRouter {
  async prepare(): Promise<void> {}

  async ensure(): Promise<Written> {
    return NOTHING;
  }

  async routes(): Promise<Routes> {
    return ALL_TO_PRIMARY;
  }

  async setRoutes(): Promise<Written> {
    return NOTHING;
  }

  async release(): Promise<void> {}
}

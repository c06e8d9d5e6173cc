import type { KubeObject, Ref, RoutedCanary, Routes } from '@flagger/api';
import type { Pods } from './pods.ts';
import { apexRoutes, canaryRoute, type Route, type WeightedRoute } from './split.ts';

/** What one version of App Mesh's API calls things and wants of us; all of it pure. */
export interface ApiVersion {
  /** Names the object that holds the split. */
  splitRef(canary: RoutedCanary): Ref;
  /** What is to be known of pods; undefined until it can be. */
  pods(canary: RoutedCanary): Pods | undefined;
  /** What pods must find when they start. */
  virtualNodes(canary: RoutedCanary, pods: Pods): readonly Wanted[];
  route(canary: RoutedCanary, route: Route): WeightedRoute;
  /** What sends requests to the nodes: the object that holds the split and all others, in the order of creation. */
  routing(canary: RoutedCanary, lists: RouteLists, pods: Pods): readonly Wanted[];
}

/** The routes of the apex, which users call, and of the canary's own name, by which it is tested. */
type RouteLists = Readonly<Record<'apex' | 'canary', readonly WeightedRoute[]>>;

/** An object as we build it. */
export interface Wanted extends KubeObject {
  readonly spec: object;
}

/** What we read of an object; App Mesh's own controller sets `awsName` and `meshRef` and lets nobody change them. */
export interface AppMeshObject extends KubeObject {
  readonly spec?: { readonly awsName?: string; readonly meshRef?: object; readonly routes?: readonly WeightedRoute[] };
}

/** All objects of a canary, in the order of creation. */
export function wantedObjects(
  version: ApiVersion,
  canary: RoutedCanary,
  { routes, pods }: { readonly routes: Routes; readonly pods: Pods },
): readonly Wanted[] {
  const lists = { apex: apexList(version, canary, routes), canary: [version.route(canary, canaryRoute(canary))] };
  return [...version.virtualNodes(canary, pods), ...version.routing(canary, lists, pods)];
}

/** The routes of the apex that split as asked. */
export const apexList = (version: ApiVersion, canary: RoutedCanary, routes: Routes): readonly WeightedRoute[] =>
  apexRoutes(canary, routes).map((route) => version.route(canary, route));

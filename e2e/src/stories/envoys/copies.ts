const LINE =
  /^http_request_duration_seconds_count\{kubernetes_namespace="([^"]+)",kubernetes_pod_name="([^"]+)".*\} (\d+)$/;

/** How many requests came in at the canary's pods of a namespace until now, as the pods count them. */
export async function copiesAt(namespace: string): Promise<number> {
  const text = await (await fetch(`${process.env['PODS_URL'] ?? ''}/metrics`)).text();
  return text
    .split('\n')
    .map((line) => LINE.exec(line) ?? [])
    .filter(([, of, pod]) => of === namespace && pod?.includes('-primary-') === false)
    .reduce((all, [, , , count]) => all + Number(count), 0);
}

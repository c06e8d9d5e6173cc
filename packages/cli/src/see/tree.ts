import { type Looked, treeOf, type TreeNode, type WantedObject, wantedObjects } from '@flagger/view';
import { apiErrorIn } from '@flagger/kubernetes';
import { canaryOf } from '../canary.ts';
import type { Asked } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';

/** `tree`: the objects of a canary and how they are. */
export async function tree(asked: Asked): Promise<ExitCode> {
  const canary = await canaryOf(asked);
  const found = new Map<string, Looked>();
  await Promise.all(
    wantedObjects(canary).map(async (wanted) => {
      found.set(keyOf(wanted), await looked(asked, wanted));
    }),
  );
  const root = treeOf(canary, (wanted) => found.get(keyOf(wanted)));
  if (!(await isPrinted(asked, 'CanaryTree', { item: root }))) {
    asked.io.out(`${linesOf(root, asked).join('\n')}\n`);
  }
  const unread = new Set(
    wantedObjects(canary).flatMap((each) => (found.get(keyOf(each)) === 'unreadable' ? [each.kind] : [])),
  );
  if (unread.size > 0) {
    asked.io.say(`You may not read ${[...unread].join(', ')}: whether there are such objects is not shown.`);
  }
  return EXIT.done;
}

const keyOf = ({ kind, namespace, name }: WantedObject): string => `${kind}/${namespace}/${name}`;

/** Of a Secret only its metadata are kept: whether it is there. */
async function looked({ cluster }: Asked, { kind, namespace, name }: WantedObject): Promise<Looked> {
  try {
    const object = await cluster.get(kind, { namespace, name });
    return object && { ...object, ...(kind === 'Secret' && { data: undefined }) };
  } catch (error) {
    if (apiErrorIn(error)?.status === 403) {
      return 'unreadable';
    }
    throw error;
  }
}

function linesOf(root: TreeNode, { io: { screen } }: Asked): readonly string[] {
  const { children } = root;
  const width = Math.max(...children.map(({ kind, name }) => kind.length + name.length + 1));
  return [
    `${screen.paint('bold', `Canary/${root.name}`)}   ${root.state}`,
    ...children.map(({ role, kind, name, state }, at) => {
      const branch = at === children.length - 1 ? '└─' : '├─';
      const how = state === 'missing' ? screen.paint('yellow', state) : state;
      return `${branch} ${role.padEnd(10)} ${`${kind}/${name}`.padEnd(width)}   ${how}`;
    }),
  ];
}

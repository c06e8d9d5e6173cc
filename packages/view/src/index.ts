export { canaryRow, type CanaryRow } from './canary-row.ts';
export { canaryStatus, type CanaryState, isOfOtherOperator, type SeenCheck } from './canary-status.ts';
export { fieldsOf, type Fields, isFields, itemsOf, numberOf, textMapOf, textOf, textsOf } from './fields.ts';
export { historyOf, type SeenRun } from './history.ts';
export { obstaclesOf, type Obstacle } from './obstacle.ts';
export { toldOf, type ToldLine } from './told.ts';
export { treeOf, wantedObjects, type Looked, type TreeNode, type WantedObject } from './tree.ts';
export { stepOf, wayOf, type Way } from './way.ts';
export { why, type Why } from './why.ts';

/**
 * The flags of Node that the operator is shipped with (decision 34): garbage is collected less often while there is much
 * to do than with `--optimize-for-size`, and by the operator itself once there is little.
 */
export const NODE_FLAGS: readonly string[] = ['--expose-gc', '--max-semi-space-size=8', '--heap-growing-percent=60'];

/** The pieces of a page, once it is whole. */
export async function piecesOf(page: AsyncIterable<string>): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const piece of page) {
    pieces.push(piece);
  }
  return pieces;
}

export const textOf = async (page: AsyncIterable<string>): Promise<string> => (await piecesOf(page)).join('');

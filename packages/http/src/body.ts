/** The beginning of a body, of at most so many bytes. Leaving it there closes the connection: the rest costs nothing. */
export async function beginning(stream: AsyncIterable<Buffer>, longest: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= longest) {
      break;
    }
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(length, longest));
}

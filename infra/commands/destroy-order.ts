/** What `destroy` was told to take down beyond what runs. Throws when the data stack is named without the second word. */
export const readDestroyOrder = (tenant: string, words: readonly string[]): { data: boolean } => {
  const secondWord = `--yes-delete-${tenant}`;
  const unknown = words.find((word) => word !== '--data' && word !== secondWord);
  if (unknown !== undefined) throw new Error(`"${unknown}" is not understood. Use: <tenant> [--data ${secondWord}]`);
  const data = words.includes('--data');
  if (data && !words.includes(secondWord)) {
    throw new Error(
      `The data stack of ${tenant} holds its orders, invoices and books. Nothing was deleted. ` +
        `If that is meant, say it twice: --data ${secondWord}`,
    );
  }
  return { data };
};

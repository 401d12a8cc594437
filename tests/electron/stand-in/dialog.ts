/** What the person will choose, dialog after dialog; dismissed where nothing is left. */
export const choices: string[][] = [];

export const dialog = {
  async showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    const filePaths = choices.shift() ?? [];
    return { canceled: filePaths.length === 0, filePaths };
  },
  async showSaveDialog(): Promise<{ canceled: boolean; filePath: string }> {
    const [filePath = ''] = choices.shift() ?? [];
    return { canceled: filePath === '', filePath };
  },
};

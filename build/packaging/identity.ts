/** Names that are the same in every installer. */
export const identity = { id: 'app.heirloom.desktop', name: 'Heirloom', executable: 'heirloom', copyright: 'The Heirloom contributors' } as const;

"""Trains Heirloom's networks in PyTorch; docs/pretraining.md says how. What the network and the recipe are, TypeScript decides."""

"""Finding: tokens, vectors, lexical and learned rankings, fused. All its indexes are caches."""

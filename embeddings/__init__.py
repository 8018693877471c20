"""Everything done before a question is known: articles, passages, vectors, the index.

Nothing here imports `qa`.
"""

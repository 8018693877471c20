"""What a page of text states about its article, and which of its lines are not the article's."""

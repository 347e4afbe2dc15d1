"""What is printed: the facts and the words of a template as a page, its PDF, its signature."""

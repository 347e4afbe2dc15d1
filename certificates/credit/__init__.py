"""Credits: from time spent to amounts, what is said about accreditations, what a person has in all."""

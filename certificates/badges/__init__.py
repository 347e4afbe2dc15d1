"""Each certificate as an Open Badge 3.0: a W3C Verifiable Credential that others can check without asking us.

Made when it is asked for, stored nowhere: what it says follows from the certificate and never changes; whether it
still counts stands in the published status list.
"""

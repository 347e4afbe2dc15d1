import json
import socket

import pytest
from django.urls import reverse

from certificates.tests.factories import CertificateFactory


@pytest.fixture
def certificate(participant):
    return CertificateFactory(holder=participant)


@pytest.fixture
def take(as_):
    """`take(certificate, "json")`: the badge, as its holder gets it."""

    def fetch(certificate, form):
        address = reverse("certificates:badge", args=[certificate.number, form])
        return as_(certificate.holder).get(address)

    return fetch


@pytest.fixture
def published(client):
    """A document that everybody may read, by the name of its address; numbers go along."""

    def fetch(name, *args, **headers):
        answer = client.get(reverse(f"certificates:{name}", args=args), headers=headers)
        assert answer.status_code == 200
        return json.loads(answer.content)

    return fetch


@pytest.fixture
def no_network(monkeypatch):
    """Nobody is asked for anything; the connections to the database are there already."""

    def refuse(*args, **kwargs):
        raise AssertionError("The network was asked.")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)

"""The rules of Open Badges 3.0 for what our badges hold, as a JSON schema of our own.

The schema of 1EdTech comes under a licence that does not let us pass it on. So each of its rules that applies is
written down here, from the published data model: which members a class has (no others are taken), which it must have,
and of what kind they are.
"""

from jsonschema import Draft201909Validator, FormatChecker

URI = {"type": "string", "pattern": r"^(https?://[^\s]+|urn:uuid:[0-9a-f-]{36}|did:web:[^\s]+)$"}
TEXT = {"type": "string", "minLength": 1}
# DateTimeZ: with its time zone.
MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$",
    "format": "date-time",
}
OWN = {"type": "string", "pattern": r"^ext:[a-zA-Z0-9._-]+$"}


def types(*wanted):
    """Our types are arrays, in this order; the standard takes a single word, too."""
    return {"const": list(wanted)}


def record(required, properties):
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


IMAGE = record(["id", "type"], {"id": URI, "type": {"const": "Image"}, "caption": TEXT})
IDENTITY = record(
    ["type", "hashed", "identityHash", "identityType"],
    {
        "type": {"const": "IdentityObject"},
        "hashed": {"type": "boolean"},
        "identityHash": TEXT,
        "identityType": {
            "anyOf": [{"enum": ["name", "emailAddress", "identifier", "userName", "accountId"]}, OWN]
        },
        "salt": TEXT,
    },
) | {
    "if": {"properties": {"hashed": {"const": True}}},
    "then": {"properties": {"identityHash": {"pattern": r"^sha256\$[0-9a-f]{64}$"}}, "required": ["salt"]},
}
RESULT_DESCRIPTION = record(
    ["id", "type", "name", "resultType"],
    {
        "id": URI,
        "type": types("ResultDescription"),
        "name": TEXT,
        "resultType": {"enum": ["Percent", "Result"]},
        "valueMin": TEXT,
        "valueMax": TEXT,
    },
)
RESULT = record(["type"], {"type": types("Result"), "value": TEXT, "resultDescription": URI})
ACHIEVEMENT = record(
    ["id", "type", "name", "description", "criteria"],
    {
        "id": URI,
        "type": types("Achievement"),
        "name": TEXT,
        "description": TEXT,
        "criteria": record(["narrative"], {"narrative": TEXT, "id": URI}),
        "achievementType": {"enum": ["Achievement", "Certificate", "CertificateOfCompletion", "Fieldwork"]},
        "image": IMAGE,
        "resultDescription": {"type": "array", "minItems": 1, "items": RESULT_DESCRIPTION},
    },
)
SUBJECT = record(
    # `sub` of a VC-JWT is required, and it is this id.
    ["id", "type", "achievement", "identifier"],
    {
        "id": URI,
        "type": types("AchievementSubject"),
        "achievement": ACHIEVEMENT,
        "identifier": {"type": "array", "minItems": 1, "items": IDENTITY},
        "creditsEarned": {"type": "number", "exclusiveMinimum": 0},
        "result": {"type": "array", "minItems": 1, "items": RESULT},
        "role": TEXT,
    },
)
ISSUER = record(["id", "type", "name"], {"id": URI, "type": types("Profile"), "name": TEXT, "url": URI})
STATUS = record(
    ["id", "type", "statusPurpose", "statusListIndex", "statusListCredential"],
    {
        "id": URI,
        "type": {"const": "BitstringStatusListEntry"},
        "statusPurpose": {"const": "revocation"},
        "statusListIndex": {"type": "string", "pattern": r"^(0|[1-9]\d*)$"},
        "statusListCredential": URI,
    },
)
PROOF = record(
    ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"],
    {
        "type": {"const": "DataIntegrityProof"},
        "cryptosuite": {"const": "eddsa-rdfc-2022"},
        "created": MOMENT,
        "verificationMethod": URI,
        "proofPurpose": {"const": "assertionMethod"},
        "proofValue": {"type": "string", "pattern": r"^z[1-9A-HJ-NP-Za-km-z]{80,90}$"},
    },
)
SCHEMA = record(
    ["id", "type"],
    {
        "id": {
            "const": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
        },
        "type": {"const": "1EdTechJsonSchemaValidator2019"},
    },
)
CREDENTIAL = record(
    ["@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject", "credentialStatus"],
    {
        # An ordered set: the first two are these, in this order.
        "@context": {
            "const": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
            ]
        },
        "id": URI,
        "type": types("VerifiableCredential", "OpenBadgeCredential"),
        "name": TEXT,
        "description": TEXT,
        "issuer": ISSUER,
        "validFrom": MOMENT,
        "credentialSubject": SUBJECT,
        "credentialSchema": {"type": "array", "items": SCHEMA, "minItems": 1},
        "credentialStatus": STATUS,
        "proof": PROOF,
    },
)


def broken(document):
    """Which rules it breaks, and where; empty for a badge that keeps them all."""
    checker = Draft201909Validator(CREDENTIAL, format_checker=FormatChecker())
    found = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in checker.iter_errors(document)]
    return found + list(_links(document))


def _links(document):
    """What a schema cannot say: a result leads to its description, a status entry to its place."""
    subject = document["credentialSubject"]
    described = {one["id"] for one in subject["achievement"].get("resultDescription", [])}
    for result in subject.get("result", []):
        if result["resultDescription"] not in described:
            yield "a result without its description"
    entry = document["credentialStatus"]
    if entry["id"] == entry["statusListCredential"]:
        yield "a status entry is not the list"

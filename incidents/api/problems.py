"""Problems of the API: what can go wrong for a client, and its shape."""

from dataclasses import dataclass
from http import HTTPStatus

from msgspec import Struct


class ProblemItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing wrong with a request: in a query parameter, or at a place in a body."""

    message: str
    parameter: str | None = None
    pointer: str | None = None
    """A JSON pointer (RFC 6901)."""


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457, with every fault at once and the names that come near an unknown one."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[ProblemItem, ...] = ()
    did_you_mean: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProblemKind:
    """`slug` names the kind for good: the address of its explanation ends with it."""

    slug: str
    status: int
    title: str
    meaning: str


INVALID_PARAMETERS = ProblemKind(
    "invalid-parameters",
    400,
    "Some parameters are not understood",
    "A parameter is unknown here or its value is not possible; “errors” names each one and what to write.",
)
INVALID_BODY = ProblemKind(
    "invalid-body",
    400,
    "The body is not understood",
    "“errors” names each fault with a JSON pointer to its place and what to write there.",
)
TOO_LARGE = ProblemKind(
    "too-large", 413, "The body is too large", "What was sent is larger than this address reads at once."
)
NOT_READ = ProblemKind(
    "not-read",
    415,
    "Not sent in a form that is read",
    "Send the text itself, neither packed (“Content-Encoding”) nor in a form (“multipart/form-data”).",
)
BROKEN_BODY = ProblemKind(
    "broken-body",
    400,
    "The body is not whole",
    "The body ended, or its chunks were not as HTTP has them, before all of it had arrived. Send it again.",
)
SLOW_BODY = ProblemKind(
    "slow-body",
    408,
    "The body came too slowly",
    "What you sent did not arrive whole in time, so nothing was done with it. Send it again, or less.",
)
LENGTH_REQUIRED = ProblemKind(
    "length-required", 411, "The length is missing", "Say in “Content-Length” how many bytes the body has."
)
UNKNOWN_RULE = ProblemKind(
    "unknown-rule",
    404,
    "No such rule",
    "No rule you may see has this reference; “did_you_mean” lists references that come near it.",
)
NOT_AUTHENTICATED = ProblemKind(
    "not-authenticated",
    401,
    "Not authenticated",
    "The token is none, has expired or was revoked, or the instance is read by those who are signed in. Send "
    "“Authorization: Bearer sdg_…”; the page of your profile makes tokens.",
)
TOKEN_IN_ADDRESS = ProblemKind(
    "token-in-address",
    400,
    "A token has no place in an address",
    "Addresses are kept in logs and histories, so nothing was looked up. Send the token in the header "
    "“Authorization: Bearer sdg_…”, and revoke one that was in an address.",
)
SCOPE_MISSING = ProblemKind(
    "scope-missing",
    403,
    "The token may not do this",
    "A token does what its scopes say: “detail” names the one that is needed. Make a token that has it.",
)
NOT_ALLOWED = ProblemKind(
    "not-allowed",
    403,
    "Not allowed",
    "Your account may not do this, or a page is asked for with a token.",
)
SECOND_FACTOR_MISSING = ProblemKind(
    "second-factor-missing",
    403,
    "A second factor is missing",
    "You are signed in with an account that has to have a second factor and has none. “detail” names the "
    "page on which to set one up. Tokens are not asked for one.",
)
UNKNOWN_STORY = ProblemKind(
    "unknown-story",
    404,
    "No such story",
    "No story you may read has this name; “did_you_mean” lists names that come near it.",
)
UNKNOWN_ADDRESS = ProblemKind(
    "unknown-address",
    404,
    "Nothing lives here",
    "The address is none of this API, or what it names is not there.",
)
METHOD_NOT_ALLOWED = ProblemKind(
    "method-not-allowed", 405, "Method not possible here", "The “Allow” header lists the methods that are."
)
NOT_ACCEPTABLE = ProblemKind(
    "not-acceptable", 406, "No such representation", "None of the media types you accept can be had here."
)
CHANGED = ProblemKind(
    "changed",
    412,
    "It is not what you hold",
    "The version in “If-Match” or “If-Unmodified-Since” is not the current one. Ask without it for that.",
)
CONDITION_MISSING = ProblemKind(
    "condition-missing",
    428,
    "The version is missing",
    "Say in “If-Match” which version you have read, by its “ETag”, so that you overwrite nothing unseen.",
)
NOT_POSSIBLE = ProblemKind(
    "not-possible",
    409,
    "Not possible as things stand",
    "“detail” says what it is about and why; nothing was changed.",
)
UNDER_WAY = ProblemKind(
    "under-way",
    409,
    "The first request is not answered yet",
    "A request with the same “Idempotency-Key” is still being worked on. “Retry-After” says in how many "
    "seconds to send it again, for the same answer.",
)
KEY_USED = ProblemKind(
    "key-used",
    422,
    "The key belongs to another request",
    "The “Idempotency-Key” was sent within the last day with another body, or to another address. Nothing "
    "was done; choose a new key for what is new.",
)
TOO_MUCH = ProblemKind(
    "too-much",
    429,
    "Too much in a short time",
    "Analyses of one person or address are limited, by number and by what they cost, and so are wrong tokens "
    "from one network. “Retry-After” says in how many seconds to ask again; “soundings lint” and “soundings "
    "match” at home know no limit.",
)
INTERNAL = ProblemKind(
    "internal-error",
    500,
    "Something broke on our side",
    "The request may be fine. What broke is in the log of the instance; asking again later may help.",
)
BAD_REQUEST = ProblemKind(
    "bad-request",
    400,
    "The request cannot be read",
    "It asks for a host that this instance does not answer to, or is malformed. Use the address that the "
    "instance names in its links.",
)
UNAVAILABLE = ProblemKind(
    "unavailable",
    503,
    "Not available for a moment",
    "“Retry-After” says in how many seconds to ask again.",
)
BUSY = ProblemKind(
    "busy",
    503,
    "Too much to do at the moment",
    "So much was sent to this instance at once that it takes on no more of it for a moment; reading goes on. "
    "“Retry-After” says in how many seconds to send it again.",
)
KINDS = (
    INVALID_PARAMETERS,
    INVALID_BODY,
    TOO_LARGE,
    NOT_READ,
    SLOW_BODY,
    LENGTH_REQUIRED,
    UNKNOWN_RULE,
    NOT_AUTHENTICATED,
    NOT_ALLOWED,
    SCOPE_MISSING,
    SECOND_FACTOR_MISSING,
    UNKNOWN_STORY,
    UNKNOWN_ADDRESS,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    CHANGED,
    CONDITION_MISSING,
    NOT_POSSIBLE,
    UNDER_WAY,
    KEY_USED,
    TOO_MUCH,
    INTERNAL,
    BAD_REQUEST,
    TOKEN_IN_ADDRESS,
    BROKEN_BODY,
    UNAVAILABLE,
    BUSY,
)


def of_status(status: int) -> ProblemKind:
    """The kind of problem for a status; without one of our own, the phrase of HTTP."""
    plain = ProblemKind("", status, HTTPStatus(status).phrase, HTTPStatus(status).description)
    return {
        404: UNKNOWN_ADDRESS,
        **{kind.status: kind for kind in reversed(KINDS) if kind.status != 404},
    }.get(status, plain)

"""What somebody is told who does not come in: what happened, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RefusalWording:
    """`{name}` is what people call the provider."""

    status: int
    happened: str
    advice: str


_AGAIN = "Begin again from the sign-in page."
_ADMINISTRATOR = "Tell whoever runs this site, with the reference below."
WORDINGS = {
    "state": RefusalWording(
        400,
        "This answer of {name} belongs to no sign-in that this browser has begun within ten minutes, or it"
        " was used before.",
        f"{_AGAIN} If that keeps happening, let the browser keep cookies of this site.",
    ),
    "denied": RefusalWording(
        403,
        "{name} did not sign you in.",
        f"{_AGAIN} If {{name}} said that you may not use this site, ask whoever looks after {{name}}.",
    ),
    "unreachable": RefusalWording(
        502,
        "{name} could not be reached, or did not answer in time.",
        "Try again in a few minutes. Whoever is signed in stays so for now.",
    ),
    "answer": RefusalWording(502, "{name} gave an answer that this site cannot read.", _ADMINISTRATOR),
    "issuer": RefusalWording(
        502, "{name} calls itself by another address than this site knows.", _ADMINISTRATOR
    ),
    "exchange": RefusalWording(
        502,
        "{name} did not confirm your sign-in.",
        f"{_AGAIN} If it happens again: {_ADMINISTRATOR[0].lower()}{_ADMINISTRATOR[1:]}",
    ),
    "token": RefusalWording(
        403, "What {name} said of you did not pass the checks of this site.", _ADMINISTRATOR
    ),
    "clock": RefusalWording(
        403, "The clocks of {name} and of this site differ by more than a minute.", _ADMINISTRATOR
    ),
    "groups": RefusalWording(
        403,
        "You are in so many groups that {name} leaves them out, so this site cannot tell what you may do.",
        "Ask whoever looks after {name} to send only the groups that are meant for this site.",
    ),
    "group": RefusalWording(
        403,
        "{name} knows you, but you are in none of the groups that may come in here.",
        "Ask whoever runs this site which group that is.",
    ),
    "domain": RefusalWording(
        403,
        "{name} has verified no e-mail address of yours that may come in here.",
        "Sign in there with the account of your organisation, or ask whoever runs this site.",
    ),
    "closed": RefusalWording(
        403, "Your account here is closed.", "An administrator of this site can open it again."
    ),
    "several": RefusalWording(
        409,
        "Two accounts here have your e-mail address, so it does not say which one is yours.",
        "Sign in with the password of yours, and connect it with {name} in your profile.",
    ),
    "administrator": RefusalWording(
        409,
        "Your e-mail address is that of an administrator’s account, which an address alone does not open.",
        "Sign in with its password, and connect it with {name} in your profile.",
    ),
    "taken": RefusalWording(
        409,
        "The account with your e-mail address is that of somebody else at {name}, who perhaps had it before.",
        "Ask an administrator of this site to give that account another address, or none.",
    ),
}

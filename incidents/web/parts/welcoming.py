"""What a new account is told first."""

from django.contrib import messages
from django.http import HttpRequest

from incidents.models import User

FIRST_STEPS = {
    User.Role.READER: "Put an error, a log or a few words into the box, and find what looked like it.",
    User.Role.AUTHOR: "You are an author: begin a story under “Write”, from a chat or a log if you have one.",
    User.Role.EDITOR: "You are an editor: stories begin under “Write”, feeds are under “Browse”.",
    User.Role.ADMINISTRATOR: "You are an administrator: people and the audit log are under “Browse”.",
}


def welcome(request: HttpRequest, user: User) -> None:
    """The page that `user` sees next names her account, and where somebody with her role begins."""
    step = FIRST_STEPS[User.Role(user.role)]
    messages.success(request, f"Welcome. Your user name is {user.username}. {step}")
